/** Backup and restore as a person does them: on the command line, beside a running Steward. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Point } from '../../core/contract/point.ts'
import { mosquittoTool } from '../support/mosquitto.ts'
import { StewardProcess } from '../support/steward-process.ts'

let steward: StewardProcess
beforeAll(async () => {
  steward = new StewardProcess()
  await steward.start()
})
afterAll(async () => {
  await steward.stop()
  steward.dispose()
})

async function publish(password: string, temperature: number): Promise<void> {
  const login = ['-h', '127.0.0.1', '-p', String(steward.mqttPort), '-u', 'fridge-1', '-P', password]
  const message = ['-q', '1', '-t', 'steward/canteen/fridge-1', '-m', JSON.stringify({ temperature })]
  expect(await mosquittoTool('mosquitto_pub', [...login, ...message])).toEqual({ code: 0, output: '' })
}

async function values(): Promise<number[]> {
  const [point] = await steward.api<Point[]>('GET', '/points')
  const { items } = await steward.api<{ items: { value: number }[] }>('GET', `/points/${point?.id}/readings`)
  return items.map(({ value }) => value)
}

test('a backup is made while it runs, and brings back what was there', async () => {
  const { password } = await steward.addDevice('fridge-1')
  await publish(password, 4)
  expect(await values()).toEqual([4])
  const folder = (await steward.cli('backup')).trim()
  expect(existsSync(join(folder, 'series', 'readings.duckdb'))).toBe(true)
  expect(await steward.api('GET', '/backups')).toMatchObject([{ readings: true }])
  await publish(password, 5)
  expect(await values()).toEqual([4, 5])
  await expect(steward.cli('restore', folder)).rejects.toThrow('stop it first')
  await steward.stop()
  expect(await steward.cli('restore', folder)).toContain('put aside: ')
  await steward.start()
  expect(await values()).toEqual([4])
  await publish(password, 6)
  expect(await values()).toEqual([4, 6])
}, 60_000)
