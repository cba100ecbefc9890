/**
 * Makes a fresh clone ready, and does nothing when it is: plain JavaScript for whatever Node (18 or newer) the machine
 * has, without a package. npm calls it before `start`, `demo`, `test` and the rest; it speaks on stderr only.
 *
 *   --no-build   leave the dashboard as it is
 *   --system     also the Debian packages that the tests need: Chromium, Chinese fonts, InfluxDB, Mosquitto, OpenSSL
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(fileURLToPath(import.meta.url))
const MODULES = join(ROOT, 'node_modules')
const INSTALLED = join(MODULES, '.steward-lock')
const BUILT = join(MODULES, '.steward-dashboard')
/** The runtime that package.json brings; npm puts its folder first on the PATH of every script. */
const RUNTIME = join(MODULES, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
const RUNTIME_MAJOR = 26
const NPM_WORDS = ['--loglevel=error', '--no-fund', '--no-audit', '--include=dev']
/** What the dashboard is built from. */
const SOURCES = ['dashboard', 'core']
const NOT_SOURCES = new Set(['dist', 'node_modules'])

const PROGRAM_FOLDERS = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/sbin',
  '/usr/bin',
  '/usr/local/bin',
]
const FONT_FOLDERS = [
  '/usr/share/fonts/opentype/noto',
  '/usr/share/fonts/truetype/noto',
  '/usr/share/fonts/noto-cjk',
]
/** Debian package -> whether what it brings is here, from wherever it came. */
const SYSTEM_PACKAGES = {
  chromium: () => ['chromium', 'chromium-browser', 'google-chrome'].some(hasProgram),
  'fonts-noto-cjk': () => FONT_FOLDERS.some(folder => names(folder).some(name => name.includes('CJK'))),
  influxdb: () => hasProgram('influxd'),
  mosquitto: () => hasProgram('mosquitto'),
  'mosquitto-clients': () => hasProgram('mosquitto_pub'),
  openssl: () => hasProgram('openssl'),
  'poppler-utils': () => hasProgram('pdftotext'),
}
/** Debian starts these when it installs them; Steward and its tests bring up their own on free ports. */
const SERVICES = ['influxdb', 'mosquitto']

const zh = /^zh/i.test(process.env.STEWARD_LANG || process.env.LC_ALL || process.env.LANG || '')
const say = (chinese, english) => (zh ? chinese : english)

class Stop extends Error {}

try {
  const flags = process.argv.slice(2)
  const unknown = flags.find(flag => !['--no-build', '--system'].includes(flag))
  if (unknown !== undefined) throw new Stop(say(`不认识的选项 ${unknown}`, `unknown option ${unknown}`))
  if (flags.includes('--system')) installSystemPackages()
  installPackages()
  checkRuntime()
  if (!flags.includes('--no-build')) buildDashboard()
} catch (error) {
  if (!(error instanceof Stop)) throw error
  process.stderr.write(`setup: ${error.message}\n`)
  process.exitCode = 1
}

function installPackages() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'))
  const hash = sha256([lock])
  if (read(INSTALLED) === hash) return
  if (!isInstalled(JSON.parse(lock.toString()))) {
    step(say('安装依赖包', 'Installing packages'), () => {
      run('npm', ['ci', ...NPM_WORDS], environmentOf(machinePath()))
      // An old Node is refused some optional packages without a word; the runtime that is here now is not.
      if (existsSync(RUNTIME))
        run(
          'npm',
          ['install', '--no-save', ...NPM_WORDS],
          environmentOf([dirname(RUNTIME), ...machinePath()]),
        )
    })
  }
  writeFileSync(INSTALLED, hash)
}

/** Whether npm's own note of what it put into node_modules agrees with the lockfile: somebody ran npm by hand. */
function isInstalled(lock) {
  const note = read(join(MODULES, '.package-lock.json'))
  if (note === undefined) return false
  const there = JSON.parse(note).packages
  return Object.entries(lock.packages).every(
    ([path, { version, optional }]) =>
      path === '' || (there[path] ? there[path].version === version : optional),
  )
}

/** The PATH without this project's own runtime: npm is about to replace it, so it must run on the machine's. */
function machinePath() {
  return (process.env.PATH ?? '').split(delimiter).filter(folder => !folder.startsWith(MODULES))
}

function environmentOf(path) {
  return { ...process.env, PATH: path.join(delimiter) }
}

function checkRuntime() {
  if (existsSync(RUNTIME) || Number.parseInt(process.versions.node, 10) >= RUNTIME_MAJOR) return
  const fetch = 'npm rebuild node --ignore-scripts=false'
  throw new Stop(
    say(
      `需要 Node ${RUNTIME_MAJOR}，本机是 ${process.versions.node}，npm 也没有取来项目自带的那一份（安装脚本可能被禁用）。请运行“${fetch}”，或自行安装 Node ${RUNTIME_MAJOR}。`,
      `Node ${RUNTIME_MAJOR} is needed, this machine has ${process.versions.node}, and npm did not fetch the one this project brings (are install scripts switched off?). Run "${fetch}", or install Node ${RUNTIME_MAJOR}.`,
    ),
  )
}

function buildDashboard() {
  const sources = SOURCES.flatMap(folder => filesIn(join(ROOT, folder))).sort()
  const contents = sources.flatMap(path => [relative(ROOT, path), readFileSync(path)])
  const hash = sha256([readFileSync(join(ROOT, 'package-lock.json')), ...contents])
  if (read(BUILT) === hash && existsSync(join(ROOT, 'dashboard', 'dist', 'index.html'))) return
  step(say('构建网页', 'Building the dashboard'), () =>
    run(existsSync(RUNTIME) ? RUNTIME : process.execPath, [
      join(MODULES, 'vite', 'bin', 'vite.js'),
      'build',
      'dashboard',
      '--logLevel=error',
    ]),
  )
  writeFileSync(BUILT, hash)
}

function installSystemPackages() {
  const missing = Object.keys(SYSTEM_PACKAGES).filter(name => !SYSTEM_PACKAGES[name]())
  if (missing.length === 0) return
  const list = missing.join(' ')
  if (!hasProgram('apt-get')) {
    note(
      say(
        `本机缺少 ${list}，用到它们的测试会跳过。`,
        `Not on this machine: ${list}. Tests that need them are skipped.`,
      ),
    )
    return
  }
  if (process.getuid?.() !== 0) {
    const command = `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${list}`
    note(
      say(`测试还需要系统软件包，请运行：${command}`, `The tests also need system packages. Run: ${command}`),
    )
    return
  }
  step(say(`安装系统软件包 ${list}`, `Installing system packages ${list}`), () => {
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    run('apt-get', ['update', '-qq'], environment)
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], environment)
    for (const service of SERVICES.filter(name => missing.includes(name))) stopService(service)
  })
}

function stopService(name) {
  const [program, ...words] = existsSync('/run/systemd/system')
    ? ['systemctl', 'disable', '--now', name]
    : ['service', name, 'stop']
  // Nothing to stop is as good as stopped.
  spawnSync(program, words, { stdio: 'ignore' })
}

/** One line per step: what it is, and how long it took. */
function step(title, work) {
  const start = Date.now()
  process.stderr.write(`${title} … `)
  try {
    work()
  } catch (error) {
    process.stderr.write('\n')
    throw error
  }
  const seconds = Math.max(1, Math.round((Date.now() - start) / 1000))
  process.stderr.write(say(`${seconds} 秒\n`, `${seconds} s\n`))
}

function note(line) {
  process.stderr.write(`${line}\n`)
}

/** Runs a program without a word; what it said is shown when it failed. */
function run(program, words, env = process.env) {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    cwd: ROOT,
    env: { ...env, NO_COLOR: '1' },
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    shell: process.platform === 'win32',
  })
  if (status === 0) return
  const command = `${program} ${words.join(' ')}`
  const said = `${stdout ?? ''}${stderr ?? ''}`.trim() || error?.message || ''
  throw new Stop(`${say(`“${command}”失败了`, `"${command}" failed`)}\n${said}`)
}

function hasProgram(name) {
  return PROGRAM_FOLDERS.some(folder => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    if (NOT_SOURCES.has(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}

function names(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function sha256(parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}
