import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

/** Builds the dashboard into a folder of its own, so that tests that run side by side do not share one; answers it. */
export async function buildDashboard(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'steward-dashboard-'))
  await build({
    root: join(import.meta.dirname, '../../dashboard'),
    build: { outDir, emptyOutDir: true },
    logLevel: 'error',
  })
  return outDir
}
