/** The rules of the house. Each takes files and answers with what is wrong, one line each. */
import { type SourceFile, withoutComments } from './source-tree.ts'

export const ROOMS = ['core', 'gateway', 'server', 'dashboard', 'simulators'] as const

/** Kinds of adapters that never know their siblings, and the one file that lists them. */
const ADAPTERS = [
  /^gateway\/codecs\/(?!index|codec|json)/,
  /^core\/alarms\/conditions\//,
  /^server\/export\//,
  /^server\/notify\/(webhook|email|wecom|dingtalk|feishu)/,
  /^server\/weather\//,
] as const

const roomOf = (path: string) => ROOMS.find(room => path.startsWith(`${room}/`))

/** Core imports only core; the other rooms import themselves and core. They meet in the files of the root. */
export function foreignImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(file => {
    const room = roomOf(file.path)
    if (room === undefined) return []
    const allowed = (target: string) => roomOf(target) === room || roomOf(target) === 'core'
    return file.imports
      .filter(target => !allowed(target) && !target.startsWith('node_modules'))
      .map(target => `${file.path} imports ${target}`)
  })
}

/** Two files of one kind of adapter, in one folder or each in its own, do not import each other. */
export function siblingImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(file =>
    ADAPTERS.filter(kind => kind.test(file.path)).flatMap(kind =>
      file.imports
        .filter(target => kind.test(target) && familyOf(target, kind) !== familyOf(file.path, kind))
        .map(target => `${file.path} imports its sibling ${target}`),
    ),
  )
}

/** The name after the adapters' folder: `zigbee2mqtt` for both zigbee2mqtt.ts and zigbee2mqtt/fields.ts. */
function familyOf(path: string, kind: RegExp): string {
  const folder = kind.source.startsWith('^gateway')
    ? 'gateway/codecs/'
    : path.slice(0, path.lastIndexOf('/') + 1)
  return (
    path
      .slice(folder.length)
      .replace(/\.[^.]+$/, '')
      .split('/')[0] ?? path
  )
}

/** Every circle of imports once, as the chain of its files. */
export function cycles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map(file => [file.path, file]))
  const found = new Set<string>()
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) return void found.add([...trail.slice(start), path].join(' -> '))
    if (done.has(path)) return
    for (const target of byPath.get(path)?.imports ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const { path } of files) visit(path, [])
  return [...found]
}

/** What core must be given and never takes: the time, chance, the world. */
const IMPURE = [
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bMath\.random\b/,
  /\bperformance\./,
  /\bset(Timeout|Interval|Immediate)\b/,
  /\bqueueMicrotask\b/,
  /\bprocess\./,
  /\bconsole\./,
  /\bglobalThis\b/,
  /\bfetch\(/,
  /\bfrom 'node:/,
  /resolvedOptions\(\)/,
] as const

export function impurities(files: readonly SourceFile[]): string[] {
  return files
    .filter(file => roomOf(file.path) === 'core')
    .flatMap(file => {
      const code = withoutComments(file.text)
      return IMPURE.flatMap(word => code.match(word)?.slice(0, 1) ?? []).map(word => `${file.path}: ${word}`)
    })
}

const LINES_MAX = 400

export function tooLong(files: readonly SourceFile[]): string[] {
  return files
    .filter(file => !file.path.startsWith('test/'))
    .map(file => ({ path: file.path, lines: file.text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > LINES_MAX)
    .map(({ path, lines }) => `${path} has ${lines} lines`)
}

const EMPTY_WORDS = /(^|[/-])(utils?|helpers?|managers?|common|misc)([-./]|$)/

export function emptyNames(files: readonly SourceFile[]): string[] {
  return files.filter(file => EMPTY_WORDS.test(file.path)).map(file => file.path)
}

/** Tests that would not run, or would run alone. Spelt in parts, so that this file does not accuse itself. */
const UNRUN = new RegExp(`\\b(it|test|describe)\\.(${['skip', 'only', 'todo'].join('|')})\\b`)

export function unrunTests(files: readonly SourceFile[]): string[] {
  return files
    .filter(file => file.path.startsWith('test/') && UNRUN.test(withoutComments(file.text)))
    .map(file => file.path)
}

/** Paths of one machine have no place in a project for every machine. */
const MACHINE_PATH = new RegExp(`(^|[\\s'"\`(=:])/(${['tmp', 'work', 'root', 'home'].join('|')})/`)

export function machinePaths(files: readonly SourceFile[]): string[] {
  return files.filter(file => MACHINE_PATH.test(file.text)).map(file => file.path)
}

/** Something exported, or a word of core/text, that nothing else names. The demo's words are found by its devices' names. */
export function unused(files: readonly SourceFile[]): string[] {
  const product = files.filter(({ path }) => !path.startsWith('test/'))
  const uses = new Map<string, number>()
  for (const { text } of files)
    for (const [word] of text.matchAll(/[\w$]+(?:-\w+)*/g)) uses.set(word, (uses.get(word) ?? 0) + 1)
  const isUnused = (word: string) => (uses.get(word) ?? 0) <= 1
  const words = product.filter(({ path }) => /^core\/text\/(?!demo)/.test(path))
  const named = (pattern: RegExp) => (file: SourceFile) =>
    [...file.text.matchAll(pattern)]
      .flatMap(([, word]) => (word !== undefined && isUnused(word) ? [word] : []))
      .map(word => `${file.path}: nobody uses ${word}`)
  return [
    ...words.flatMap(named(/^ {2}'?([A-Za-z][\w-]*)'?: \{(?: zh:|\n {4}zh:)/gm)),
    ...product.flatMap(named(/^export (?:const|class|(?:async )?function\*?) (\w+)/gm)),
  ]
}
