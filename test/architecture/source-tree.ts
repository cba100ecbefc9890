/** The project's own source, read once: files, their text without comments, and what each imports. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'

export interface SourceFile {
  /** From the project's root, with forward slashes. */
  readonly path: string
  readonly text: string
  /** Paths of the project's own files that it imports, types included. */
  readonly imports: readonly string[]
}

export const ROOT = join(import.meta.dirname, '../..')
const SKIPPED = new Set(['node_modules', '.git', 'data', 'coverage', 'dashboard/dist', 'test/fixtures'])
const SOURCE = /\.(ts|tsx|mjs|js)$/

export function readTree(folder = ROOT): SourceFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return SKIPPED.has(relative(ROOT, path)) ? [] : readTree(path)
    return SOURCE.test(entry.name) ? [sourceFile(relative(ROOT, path), readFileSync(path, 'utf8'))] : []
  })
}

export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, imports: importsOf(path, text) }
}

const FROM = /(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g

function importsOf(path: string, text: string): string[] {
  return [...withoutComments(text).matchAll(FROM)].map(([, target]) =>
    normalize(join(dirname(path), target ?? '')),
  )
}

/** Comments may name what code may not do. Strings keep their content: an import is one. */
export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[^:'"`\w])\/\/.*$/gm, '$1')
}
