import { expect, test } from 'vitest'
import type { Alarm } from '../../../core/contract/alarm.ts'
import { createChangeFeed } from '../../../server/change-feed.ts'
import { announceAlarms } from '../../../server/notify/announcer.ts'
import { silentLog } from '../../support/silent-log.ts'

test('every change of an alarm is told on its own topic, until it is ended', () => {
  const changes = createChangeFeed(silentLog)
  const told: { topic: string; payload: string }[] = []
  const end = announceAlarms({ changes, publish: message => void told.push(message) })
  const alarm = { id: 'a1', siteId: 'home', key: 'odd/+#key', state: 'unack', value: 12.3 } as Alarm
  changes.publish({ type: 'alarm', alarm })
  changes.publish({ type: 'zones' })
  end()
  changes.publish({ type: 'alarm', alarm: { ...alarm, state: 'acked' } })
  expect(told.map(({ topic }) => topic)).toEqual(['steward/home/alarms/odd___key'])
  expect(JSON.parse(told[0]?.payload ?? '')).toMatchObject({ id: 'a1', state: 'unack', value: 12.3 })
})
