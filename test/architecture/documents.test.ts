/** What the documentation names is there: links, pictures, files, commands, settings, routes. Both languages agree. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Value } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { API_PREFIX, api } from '../../core/contract/api.ts'
import { Config } from '../../core/contract/config.ts'
import { commands } from '../../server/commands/index.ts'
import { ENVIRONMENT } from '../../server/config.ts'
import {
  anchorsOf,
  commandsOf,
  type Document,
  linksOf,
  pathsOf,
  readDocuments,
  routesOf,
  shapeOf,
  variablesOf,
} from './documents.ts'
import { ROOT } from './source-tree.ts'

const documents = readDocuments()
const byPath = new Map(documents.map(document => [document.path, document]))
/** What was named in a release that is over need not be there any more. */
const current = documents.filter(({ path }) => path !== 'CHANGELOG.md')
const wrong = (fault: (document: Document) => readonly string[], among = current) =>
  among.flatMap(document => fault(document).map(what => `${document.path}: ${what}`))

describe('what the documentation names is there', () => {
  test('links, and the headings they lead to', () => {
    const broken = (document: Document) =>
      linksOf(document)
        .filter(({ target, anchor }) => {
          if (!existsSync(join(ROOT, target))) return true
          const document = byPath.get(target)
          return anchor !== '' && document !== undefined && !anchorsOf(document).includes(anchor)
        })
        .map(({ target, anchor }) => `${target}#${anchor}`)
    expect(wrong(broken, documents)).toEqual([])
  })

  test('files and folders', () => {
    expect(wrong(document => pathsOf(document).filter(path => !existsSync(join(ROOT, path))))).toEqual([])
  })

  test('and ARCHITECTURE names every folder of core and server', () => {
    const { text } = byPath.get('ARCHITECTURE.md') ?? { text: '' }
    const unnamed = ['core', 'server'].flatMap(room =>
      readdirSync(join(ROOT, room), { withFileTypes: true })
        .filter(entry => entry.isDirectory())
        .filter(({ name }) => !text.includes(`\`${name}\``) && !text.includes(`\`${room}/${name}/`))
        .map(({ name }) => `${room}/${name}`),
    )
    expect(unnamed).toEqual([])
  })

  test('routes of the API', () => {
    const routes = Object.values(api).map(({ method, path }) => `${method} ${path}`)
    const asRoute = (path: string) => path.replaceAll(/\{(\w+)\}|<(\w+)>/g, ':$1$2')
    const known = ({ method, path }: { method: string; path: string }) =>
      routes.some(route => matches(route, `${method} ${asRoute(path)}`))
    expect(API_PREFIX).toBe('/api/v1')
    expect(
      wrong(document =>
        routesOf(document)
          .filter(route => !known(route))
          .map(({ method, path }) => `${method} ${path}`),
      ),
    ).toEqual([])
  })

  test('metrics', () => {
    const source = readFileSync(join(ROOT, 'server/http/plugins/metrics.ts'), 'utf8')
    const named = ({ text }: Document) => text.match(/\bsteward_[a-z_]+/g) ?? []
    expect(wrong(document => named(document).filter(name => !source.includes(name)))).toEqual([])
  })
})

describe('commands can be typed as they stand', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const benchmarks = readdirSync(join(ROOT, 'bench')).map(name => name.replace('.ts', ''))

  test('of npm, of the benchmarks and of vitest', () => {
    const unknown = (document: Document) =>
      commandsOf(document).filter(line => {
        const [, script] = /^(?:\w+=\S+ )*npm (?:run (?:-s )?)?(\w+)/.exec(line) ?? []
        if (script !== undefined && script !== 'ci' && !(script in scripts)) return true
        const [, bench] = /npm run bench -- (\w[\w-]*)/.exec(line) ?? []
        if (bench !== undefined && !benchmarks.includes(bench)) return true
        const [, file] = /npx vitest run (\S+)/.exec(line) ?? []
        return file !== undefined && !existsSync(join(ROOT, file))
      })
    expect(wrong(unknown)).toEqual([])
  })

  test('of Steward, with their options', async () => {
    const help = (await helpText()).split('\n')
    const unknown = (document: Document) =>
      commandsOf(document).filter(line => {
        const [, word, rest] = /^(?:npm run -s steward --|steward) (\w+)(.*)$/.exec(line) ?? []
        if (word === undefined) return false
        const usage = help.filter(text => text.trim().split(' ')[0] === word).join(' ')
        return usage === '' || (rest?.match(/--[\w-]+/g) ?? []).some(option => !usage.includes(option))
      })
    expect(wrong(unknown)).toEqual([])
  })
})

describe('settings', () => {
  const variables = new Set([...Object.values(ENVIRONMENT), 'STEWARD_MQTT_PASSWORD'])

  test('that are named exist', () => {
    expect(wrong(document => variablesOf(document).filter(name => !variables.has(name)))).toEqual([])
  })

  const defaults = Value.Default(Config, {}) as Config

  test.each(['docs/operate.md', 'docs/operate.zh.md'])('stand in %s, each with its default', path => {
    const rows = (byPath.get(path)?.text ?? '').split('\n').filter(line => line.startsWith('| `STEWARD_'))
    for (const [setting, variable] of Object.entries(ENVIRONMENT)) {
      const row = rows.find(line => line.includes(`\`${variable}\``)) ?? ''
      const standard = defaults[setting as keyof Config]
      expect(row, variable).toContain(`\`${setting}\``)
      if (standard !== null && standard !== '') expect(row, variable).toContain(`\`${String(standard)}\``)
    }
  })
})

describe('the two languages', () => {
  const pairs = documents
    .filter(({ path }) => path.endsWith('.zh.md'))
    .map(zh => [byPath.get(zh.path.replace('.zh.md', '.md')), zh] as const)

  test.each(pairs.map(([en, zh]) => ({ path: zh.path, en, zh })))('$path has the shape of its twin', pair => {
    expect(shapeOf(pair.zh)).toEqual(pair.en && shapeOf(pair.en))
  })

  test('lead to each other', () => {
    const unlinked = pairs.filter(([en, zh]) => !(en && leadsTo(en, zh.path) && leadsTo(zh, en.path)))
    expect(unlinked.map(([, zh]) => zh.path)).toEqual([])
  })

  test('have the same pages in their README', () => {
    const pages = (path: string) => {
      const targets = linksOf(byPath.get(path) ?? { path, text: '' }).map(({ target }) =>
        target.replace('.zh.md', '.md'),
      )
      return [...new Set(targets)].filter(target => target.endsWith('.md') && target !== 'README.md').sort()
    }
    expect(pages('README.zh.md')).toEqual(pages('README.md'))
  })

  test('lead to pages of their own language', () => {
    const foreign = ({ path, text }: Document) =>
      linksOf({ path, text })
        .map(({ target }) => target)
        .filter(
          target =>
            target !== path.replace('.zh.md', '.md') &&
            byPath.has(target.replace(/(?<!\.zh)\.md$/, '.zh.md')),
        )
        .filter(target => !target.endsWith('.zh.md'))
    expect(
      wrong(
        foreign,
        documents.filter(({ path }) => path.endsWith('.zh.md')),
      ),
    ).toEqual([])
  })
})

test('the Chinese words of the glossary are those that are used', () => {
  const words = readdirSync(join(ROOT, 'core/text')).map(name =>
    readFileSync(join(ROOT, 'core/text', name), 'utf8'),
  )
  const pages = documents.filter(({ path }) => path !== 'docs/glossary.md').map(({ text }) => text)
  const used = [...words, ...pages].join('\n')
  const glossary = byPath.get('docs/glossary.md')?.text ?? ''
  const terms = [...glossary.matchAll(/^\| [^|]+ \| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
    cell.split(/[、（）]/),
  )
  const known = terms.map(term => term.trim()).filter(term => !['', '中文', '---', '–'].includes(term))
  expect(known.length).toBeGreaterThan(50)
  expect(known.filter(term => !used.includes(term))).toEqual([])
})

test('every page and every picture is reached from the README', () => {
  const reached = new Set<string>()
  const visit = (path: string): void => {
    if (reached.has(path)) return
    reached.add(path)
    const document = byPath.get(path)
    if (document !== undefined) for (const { target } of linksOf(document)) visit(target)
  }
  visit('README.md')
  visit('README.zh.md')
  const pictures = readdirSync(join(ROOT, 'docs/images')).map(name => `docs/images/${name}`)
  const records = documents.filter(({ path }) => path.startsWith('docs/adr/')).map(({ path }) => path)
  const lost = [...byPath.keys(), ...pictures].filter(path => !reached.has(path) && !records.includes(path))
  expect(lost).toEqual([])
})

/** Whether what is written is this route: `/weather/<date>` and `/weather/2026-03-01` are `/weather/:date`. */
function matches(route: string, written: string): boolean {
  const parts = route.split('/')
  const words = written.split('/')
  return parts.length === words.length && parts.every((part, n) => part.startsWith(':') || part === words[n])
}

function leadsTo(document: Document, path: string): boolean {
  return linksOf(document).some(({ target }) => target === path)
}

async function helpText(): Promise<string> {
  const lines: string[] = []
  const help = commands.find(({ name }) => name === 'help')
  await help?.run({ print: (line: string) => lines.push(line) } as never, [])
  return lines.join('\n')
}
