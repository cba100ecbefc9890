/** Every statement that the documentation shows is tried on a real server, in both languages. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { QUALITIES } from '../../../core/contract/reading.ts'
import { startInfluxd } from '../../support/influxd.ts'
import { InfluxRig } from './influx-rig.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-03-10T00:00:00Z')

function statementsOf(document: string): string[] {
  const text = readFileSync(join(import.meta.dirname, '../../../docs', document), 'utf8')
  const blocks = [...text.matchAll(/```sql\n(.*?)```/gs)].map(([, block = '']) => block.trim())
  const inline = [...text.matchAll(/`(SHOW [^`]*)`/g)].map(([, statement = '']) => statement)
  return [...blocks.flatMap(block => block.split('\n')), ...inline]
}

test('the numbers of the qualities are those of the store', () => {
  const numbered = QUALITIES.map((quality, n) => `${n} ${quality}`).join(', ')
  expect(readFileSync(join(import.meta.dirname, '../../../docs/influxdb.md'), 'utf8')).toContain(numbered)
})

test('both languages show the same statements', () => {
  expect(statementsOf('influxdb.zh.md')).toEqual(statementsOf('influxdb.md'))
})

test('each of them works, and those that read find what was written', async () => {
  const influxd = await startInfluxd()
  const rig = new InfluxRig({ url: `influx://127.0.0.1:${influxd.port}/steward` })
  try {
    const store = await rig.open()
    const points = [12, 13, 14, 30]
    const times = Array.from({ length: 200 }, (_, n) => NOW - DAY + n * 400_000)
    await store.append(
      times.flatMap((at, n) => points.map(point => ({ point, at, value: n / 10, quality: 'good' as const }))),
    )
    for (const shown of statementsOf('influxdb.md')) {
      const within = `time >= ${NOW - DAY}ms AND time < ${NOW}ms`
      const q = shown.replaceAll('$timeFilter', within).replaceAll('$__interval', '10m')
      const body = new URLSearchParams({ q, db: 'steward', epoch: 'ms' })
      const response = await fetch(`http://127.0.0.1:${influxd.port}/query`, { method: 'POST', body })
      const { results } = (await response.json()) as {
        results: { error?: string; series?: { values: unknown[] }[] }[]
      }
      expect([shown, results[0]?.error]).toEqual([shown, undefined])
      if (/^(SELECT|SHOW)/.test(shown))
        expect([shown, results[0]?.series?.[0]?.values.length]).not.toEqual([shown, undefined])
    }
  } finally {
    await rig.end()
    await influxd.stop()
  }
})
