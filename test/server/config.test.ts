import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConfigFault, ENVIRONMENT, readConfig } from '../../server/config.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-config-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function file(text: string): string {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.yaml`)
  writeFileSync(path, text)
  return path
}

function faultOf(environment: Record<string, string>, yaml?: string): ConfigFault {
  try {
    readConfig(environment, yaml === undefined ? join(folder, 'none.yaml') : file(yaml))
  } catch (error) {
    if (error instanceof ConfigFault) return error
    throw error
  }
  throw new Error('accepted')
}

test('without a word it has the documented defaults', () => {
  expect(readConfig({}, join(folder, 'none.yaml'))).toMatchObject({
    data: 'data',
    httpPort: 8080,
    mqttPort: 1883,
    mqttsPort: null,
    store: 'duckdb',
    language: 'zh',
  })
})

test('the environment wins over the file', () => {
  const config = readConfig({ STEWARD_HTTP_PORT: '9000' }, file('httpPort: 7000\nlanguage: en\n'))
  expect(config).toMatchObject({ httpPort: 9000, language: 'en' })
})

test.each([
  ['STEWARD_HTTP_PORT', 'eighty'],
  ['STEWARD_MQTT_PORT', '70000'],
  ['STEWARD_STORE', 'postgres://here'],
  ['STEWARD_LANG', 'fr'],
  ['STEWARD_LOG', 'loud'],
  ['STEWARD_MQTT_URL', 'http://broker'],
])('a wrong %s is named in one line', (variable, value) => {
  const { message } = faultOf({ [variable]: value })
  expect(message).toContain(variable)
  expect(message.split('\n')).toHaveLength(1)
})

test('a short password is refused without being shown', () => {
  const { message } = faultOf({ STEWARD_ADMIN_PASSWORD: 'hunter2' })
  expect(message).toContain('STEWARD_ADMIN_PASSWORD')
  expect(message).not.toContain('hunter2')
})

test('a word nobody knows in the file is named', () => {
  expect(faultOf({}, 'htpPort: 80\n').message).toContain('htpPort')
})

test('a file that is no YAML is named', () => {
  expect(faultOf({}, 'a: [1\n').message).toContain('.yaml cannot be read')
})

test('TLS without its certificate is refused', () => {
  expect(faultOf({ STEWARD_MQTTS_PORT: '8883' }).message).toContain('STEWARD_MQTTS_CERT')
})

test('every setting has its variable', () => {
  expect(new Set(Object.values(ENVIRONMENT)).size).toBe(Object.keys(ENVIRONMENT).length)
})
