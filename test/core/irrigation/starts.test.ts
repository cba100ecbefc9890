import { expect, test } from 'vitest'
import {
  readMonthDay,
  readStart,
  readStarts,
  startText,
  typedStart,
} from '../../../core/text/watering-starts.ts'

test.each([
  ['5:00', '05:00'],
  ['05:00', '05:00'],
  ['２１：３０', '21:30'],
  ['日出-60', 'sunrise-60'],
  ['日出前60分钟', 'sunrise-60'],
  ['日落后20', 'sunset+20'],
  ['Sunset', 'sunset'],
  ['25:00', null],
  ['5', null],
  ['noon', null],
])('a start typed as %s', (typed, read) => {
  expect(readStart(typed)).toBe(read)
})

test('what is shown can be typed again', () => {
  for (const start of ['05:00', 'sunrise', 'sunrise-60', 'sunset+20'])
    for (const language of ['zh', 'en'] as const) expect(readStart(typedStart(start, language))).toBe(start)
  expect(startText('sunrise-60', 'zh')).toBe('日出前 60 分钟')
  expect(startText('sunset+20', 'en')).toBe('20 min after sunset')
})

test('several starts, and days of a year', () => {
  expect(readStarts('5:00、日落+20, 21:00')).toEqual(['05:00', 'sunset+20', '21:00'])
  expect(readStarts('5:00 soon')).toBeNull()
  expect(readStarts('')).toBeNull()
  expect([readMonthDay('4-1'), readMonthDay('4月1日'), readMonthDay('2-30')]).toEqual([
    '04-01',
    '04-01',
    null,
  ])
})
