import { withUsage } from './arguments.ts'
import { checks, type Finding } from './doctor-checks.ts'

const WORDS: Readonly<Record<Finding['level'], string>> = { ok: 'OK  ', warn: 'WARN', fail: 'FAIL' }

export const doctor = withUsage({
  name: 'doctor',
  usage: ['doctor                                          exit code 1 when something must be mended'],
  summary: 'checks this machine and the data folder, one line each',
  async run(context) {
    let failed = false
    for (const { name, check } of checks) {
      const finding = await check(context).catch(
        (error): Finding => ({
          level: 'fail',
          detail: error instanceof Error ? error.message : String(error),
        }),
      )
      failed ||= finding.level === 'fail'
      context.print(`${WORDS[finding.level]}  ${name}: ${finding.detail}`)
    }
    return failed ? 1 : 0
  },
})
