/** The house as it stands keeps its rules, and each rule can tell when it is broken. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as rules from './rules.ts'
import { ROOT, readTree, sourceFile } from './source-tree.ts'

const files = readTree()

describe('the house', () => {
  test('has something in every room', () => {
    for (const room of rules.ROOMS)
      expect(files.filter(file => file.path.startsWith(`${room}/`)).length, room).toBeGreaterThan(3)
  })

  test.each([
    ['no room imports another but core', rules.foreignImports],
    ['no adapter knows its siblings', rules.siblingImports],
    ['no imports go in a circle', rules.cycles],
    ['core asks nothing of the world', rules.impurities],
    ['every file fits', rules.tooLong],
    ['no file has an empty name', rules.emptyNames],
    ['every test runs', rules.unrunTests],
    ['no path of one machine', rules.machinePaths],
    ['nothing lies about unused', rules.unused],
  ])('%s', (_, rule) => {
    expect(rule(files)).toEqual([])
  })

  test('the lockfile names no download hosts', () => {
    expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved":\s*"https?:/)
  })

  test('the change log knows this version', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')).toContain(`## ${version}`)
  })
})

describe('words', () => {
  const topics = readdirSync(join(ROOT, 'core/text')).filter(name => name.endsWith('.ts'))

  test.each(topics)('%s is written in both languages', async topic => {
    const tables = Object.values(await import(join(ROOT, 'core/text', topic))).filter(isTable)
    for (const [key, text] of tables.flatMap(table => Object.entries(table))) {
      if (!isName(text)) continue
      expect(text.zh.trim(), `${key} in Chinese`).not.toBe('')
      expect(text.en.trim(), `${key} in English`).not.toBe('')
      expect(placeholders(text.zh), `${key}: values named in both`).toEqual(placeholders(text.en))
    }
  })
})

describe('each rule can fail', () => {
  const one = (path: string, text: string) => [sourceFile(path, text)]

  test('what nobody uses', () => {
    const word = "export const someTexts = texts({\n  calm: { zh: '静', en: 'quiet' },\n})"
    const files = [sourceFile('core/text/some.ts', word), sourceFile('core/a.ts', 'export const two = 2')]
    const found = ['core/text/some.ts: nobody uses calm', 'core/text/some.ts: nobody uses someTexts']
    expect(rules.unused(files)).toEqual([...found, 'core/a.ts: nobody uses two'])
    expect(rules.unused([...files, sourceFile('server/b.ts', 'two + someTexts.calm')])).toEqual([])
  })

  test('imports between rooms, of types too', () => {
    expect(rules.foreignImports(one('gateway/a.ts', "import type { B } from '../server/b.ts'"))).toHaveLength(
      1,
    )
    expect(rules.foreignImports(one('core/a.ts', "export { b } from '../gateway/b.ts'"))).toHaveLength(1)
    expect(rules.foreignImports(one('server/a.ts', "await import('../dashboard/b.ts')"))).toHaveLength(1)
    expect(rules.foreignImports(one('server/a.ts', "import { b } from '../core/b.ts'"))).toEqual([])
  })

  test('siblings, but not the parts of one adapter', () => {
    expect(rules.siblingImports(one('gateway/codecs/a.ts', "import { b } from './b.ts'"))).toHaveLength(1)
    expect(rules.siblingImports(one('gateway/codecs/a/x.ts', "import { y } from '../b/y.ts'"))).toHaveLength(
      1,
    )
    expect(rules.siblingImports(one('gateway/codecs/a/x.ts', "import { y } from './y.ts'"))).toEqual([])
  })

  test('circles', () => {
    const a = sourceFile('core/a.ts', "import { b } from './b.ts'")
    const b = sourceFile('core/b.ts', "import { a } from './a.ts'")
    expect(rules.cycles([a, b])).toEqual(['core/a.ts -> core/b.ts -> core/a.ts'])
  })

  test.each([
    'Date.now()',
    'new Date()',
    'Math.random()',
    'setTimeout(f, 1)',
    'process.env',
    'console.log(1)',
  ])('core with %s', text => {
    expect(rules.impurities(one('core/a.ts', text))).toHaveLength(1)
    expect(rules.impurities(one('core/a.ts', `// ${text}`))).toEqual([])
    expect(rules.impurities(one('server/a.ts', text))).toEqual([])
  })

  test('length, names, tests that do not run, paths of one machine', () => {
    expect(rules.tooLong(one('core/a.ts', 'x\n'.repeat(401)))).toHaveLength(1)
    expect(
      rules.emptyNames([...one('core/string-utils.ts', ''), ...one('server/common/a.ts', '')]),
    ).toHaveLength(2)
    expect(rules.unrunTests(one('test/a.test.ts', `test.${'skip'}('x')`))).toHaveLength(1)
    expect(rules.machinePaths(one('core/a.ts', `const a = '/${'tmp'}/x'`))).toHaveLength(1)
  })
})

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isName(value: unknown): value is { zh: string; en: string } {
  return isTable(value) && typeof value.zh === 'string' && typeof value.en === 'string'
}

function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
}
