/** The script that makes a fresh clone ready, run as npm runs it: in small projects of its own, with the real npm. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
/** Makes the running Node say that it is an old one. */
const OLD_NODE = `--import=data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })",
)}`

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-setup-'))
  cpSync(join(ROOT, 'setup.mjs'), join(folder, 'setup.mjs'))
  writeProject('1.0.0')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('installs once, is silent from then on, and installs again when the lockfile changes', () => {
  expect(setup('--no-build')).toEqual({
    code: 0,
    out: '',
    said: expect.stringMatching(/^Installing .* \d+ s\n$/),
  })
  expect(setup('--no-build')).toEqual({ code: 0, out: '', said: '' })
  writeProject('1.0.1')
  expect(setup('--no-build').said).toMatch(/^Installing/)
})

test('takes what npm was told to install by hand', () => {
  expect(spawnSync('npm', ['ci'], { cwd: folder }).status).toBe(0)
  expect(setup('--no-build')).toEqual({ code: 0, out: '', said: '' })
})

test('builds the dashboard when its sources or those of core changed, and only then', () => {
  setup('--no-build')
  symlinkSync(join(ROOT, 'node_modules/vite'), join(folder, 'node_modules/vite'))
  mkdirSync(join(folder, 'core'))
  mkdirSync(join(folder, 'dashboard'))
  writeFileSync(join(folder, 'dashboard/index.html'), '<script type="module" src="./main.ts"></script>')
  writeFileSync(
    join(folder, 'dashboard/main.ts'),
    "import { word } from '../core/word.ts'\ndocument.title = word\n",
  )
  writeFileSync(join(folder, 'core/word.ts'), "export const word: string = 'one'\n")
  expect(setup()).toEqual({ code: 0, out: '', said: expect.stringMatching(/^Building .* \d+ s\n$/) })
  expect(existsSync(join(folder, 'dashboard/dist/index.html'))).toBe(true)
  expect(setup().said).toBe('')
  writeFileSync(join(folder, 'core/word.ts'), "export const word: string = 'two'\n")
  expect(setup().said).toMatch(/^Building/)
  rmSync(join(folder, 'dashboard/dist'), { recursive: true })
  expect(setup().said).toMatch(/^Building/)
})

test('a build that fails says why, and is tried again', () => {
  setup('--no-build')
  symlinkSync(join(ROOT, 'node_modules/vite'), join(folder, 'node_modules/vite'))
  mkdirSync(join(folder, 'core'))
  mkdirSync(join(folder, 'dashboard'))
  writeFileSync(join(folder, 'dashboard/index.html'), '<script type="module" src="./absent.ts"></script>')
  for (let n = 0; n < 2; n += 1)
    expect(setup()).toMatchObject({ code: 1, said: expect.stringContaining('absent.ts') })
})

test('an old Node without the runtime of the project is told what to do', () => {
  const { code, said } = setup('--no-build', OLD_NODE)
  expect(code).toBe(1)
  expect(said).toContain('Node 26 is needed, this machine has 20.19.0')
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
  writeFileSync(join(folder, 'node_modules/.bin/node'), '')
  expect(setup('--no-build', OLD_NODE)).toEqual({ code: 0, out: '', said: '' })
})

test('speaks Chinese where the machine does, and names an option it does not know', () => {
  expect(setup('--nobuild')).toEqual({ code: 1, out: '', said: 'setup: unknown option --nobuild\n' })
  expect(setup('--nobuild', [], { LC_ALL: 'zh_CN.UTF-8' }).said).toBe('setup: 不认识的选项 --nobuild\n')
})

function setup(flags: string | string[] = [], node: string | string[] = [], env = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [node, join(folder, 'setup.mjs'), flags].flat(),
    { encoding: 'utf8', env: { ...process.env, STEWARD_LANG: '', LC_ALL: 'C.UTF-8', ...env } },
  )
  return { code: status, out: stdout, said: stderr }
}

/** A project whose one dependency is a folder of its own, so that nothing is asked of a registry. */
function writeProject(version: string): void {
  const dependencies = { part: 'file:part' }
  const packages = {
    '': { name: 'small', dependencies },
    'node_modules/part': { resolved: 'part', link: true },
    part: { version },
  }
  const write = (path: string, content: object) => writeFileSync(join(folder, path), JSON.stringify(content))
  mkdirSync(join(folder, 'part'), { recursive: true })
  write('part/package.json', { name: 'part', version })
  write('package.json', { name: 'small', type: 'module', dependencies })
  write('package-lock.json', { name: 'small', lockfileVersion: 3, requires: true, packages })
}
