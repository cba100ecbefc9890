import { expect, test } from 'vitest'
import { messagesOf, roomOf } from '../../../core/notify/flood.ts'

const row = (alarmId: string, lifeSafety = false) => ({ alarmId, lifeSafety })
const some = (count: number) => Array.from({ length: count }, (_, n) => row(`a${n}`))

test('a few alarms are told one by one, a crowd as one message', () => {
  expect(messagesOf(some(3), 10)).toHaveLength(3)
  expect(messagesOf(some(40), 10)).toEqual([some(40)])
})

test('life safety is never part of a crowd, and is told first', () => {
  const rows = [...some(40), row('gas', true), row('smoke', true)]
  const messages = messagesOf(rows, 10)
  expect(messages.map(one => one.length)).toEqual([1, 1, 40])
  expect(messages.slice(0, 2).flat()).toEqual([row('gas', true), row('smoke', true)])
})

test('without room the rest waits, but not life safety', () => {
  expect(messagesOf([...some(2), row('gas', true)], 0)).toEqual([[row('gas', true)]])
})

test('with room for one, two become one', () => {
  expect(messagesOf(some(2), 1)).toEqual([some(2)])
})

test('one alarm that chatters is told as one message when there is no room for each time', () => {
  const chatter = Array.from({ length: 20 }, () => row('a1'))
  expect(messagesOf(chatter, 5)).toEqual([chatter])
})

test('room is what is left of a minute', () => {
  expect(roomOf([0, 10_000, 59_000], 4, 60_000)).toBe(2)
  expect(roomOf([59_000, 59_000], 1, 60_000)).toBe(0)
})
