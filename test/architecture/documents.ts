/** What the documentation says of the project, taken out of its text. Paths are from the project's root. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { ROOT } from './source-tree.ts'

export interface Document {
  readonly path: string
  readonly text: string
}

const FOLDERS = ['', 'docs', 'docs/adr'] as const

export function readDocuments(): Document[] {
  return FOLDERS.flatMap(folder =>
    readdirSync(join(ROOT, folder))
      .filter(name => name.endsWith('.md'))
      .map(name => ({
        path: join(folder, name),
        text: readFileSync(join(ROOT, folder, name), 'utf8'),
      })),
  )
}

/** Links to other files of the project and to headings; `anchor` is empty where the link names none. */
export function linksOf({ path, text }: Document): { target: string; anchor: string }[] {
  return [...withoutCode(text).matchAll(/\]\((?!\w+:)([^)#]*)(?:#([^)]+))?\)/g)].map(([, file, anchor]) => ({
    target: file ? relative('.', normalize(join(dirname(path), file))) : path,
    anchor: anchor ?? '',
  }))
}

/** The anchors that GitHub gives the headings. */
export function anchorsOf({ text }: Document): string[] {
  return headingsOf(text).map(({ words }) =>
    words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** What two languages of a document have in common: headings by level, rows of tables, blocks of code, pictures. */
export function shapeOf({ text }: Document): Record<string, unknown> {
  return {
    headings: headingsOf(text).map(({ level }) => level),
    rows: withoutCode(text).match(/^\|/gm)?.length ?? 0,
    blocks: text.match(/^ *```\w+$/gm) ?? [],
    pictures: text.match(/!\[[^\]]*\]\(/g)?.length ?? 0,
  }
}

/** Lines of shell blocks, and what stands between single backticks, without the comments behind them. */
export function commandsOf({ text }: Document): string[] {
  const blocks = [...text.matchAll(/^ *```(?:sh|ini)\n([\s\S]*?)^ *```/gm)].flatMap(([, block = '']) =>
    block.replaceAll('\\\n', ' ').split('\n'),
  )
  return [...blocks, ...inlineCodeOf(text)].map(line => line.replace(/(^|\s)#.*$/, '').trim()).filter(Boolean)
}

/** Files and folders of the project that the text names in code, links aside. */
export function pathsOf({ text }: Document): string[] {
  const path = /^(?:core|gateway|server|dashboard|simulators|demo|bench|test|docs|\.ci)\/[\w./-]*$/
  return inlineCodeOf(text).filter(code => path.test(code))
}

export function variablesOf({ text }: Document): string[] {
  return [...new Set(text.match(/\bSTEWARD_[A-Z_]+/g))]
}

/** `GET /api/v1/points` as ['GET', '/points']. */
export function routesOf({ text }: Document): { method: string; path: string }[] {
  return [...text.matchAll(/\b(GET|POST|PUT|PATCH|DELETE) \/api\/v1(\/[^\s`?"]*)/g)].map(
    ([, method = '', path = '']) => ({ method, path }),
  )
}

function inlineCodeOf(text: string): string[] {
  const prose = text.replaceAll(/^ *```[\s\S]*?^ *```/gm, '')
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
}

function withoutCode(text: string): string {
  return text.replaceAll(/^ *```[\s\S]*?^ *```/gm, '').replaceAll(/`[^`\n]+`/g, '')
}

function headingsOf(text: string): { level: number; words: string }[] {
  const prose = text.replaceAll(/^ *```[\s\S]*?^ *```/gm, '')
  return [...prose.matchAll(/^(#+) (.+)$/gm)].map(([, marks = '', words = '']) => ({
    level: marks.length,
    words,
  }))
}
