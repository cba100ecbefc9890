import { Problem } from '../../../core/contract/error.ts'
import type { recordingRoutes } from '../../../core/contract/recording.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { attachment } from './reports.ts'

export function recordingHandlers({ recorder }: AppDependencies): HandlersOf<typeof recordingRoutes> {
  /** A packet belongs to no site: only who sees all of them may keep any. */
  function requireAll(visit: Visit): void {
    if (!visit.seesEverything())
      throw new Problem('access.forbidden', 'packets of every site are in it: ask somebody who sees them all')
  }

  return {
    listRecordings: ({ seesEverything }) => (seesEverything() ? recorder.list() : []),

    startRecording({ body, ...visit }) {
      requireAll(visit)
      return recorder.start({ ...body, by: visit.actor.name })
    },

    stopRecording({ params, ...visit }) {
      requireAll(visit)
      return recorder.stop(params.id)
    },

    downloadRecording({ params, reply, ...visit }) {
      requireAll(visit)
      const content = recorder.read(params.id)
      const stamp = new Date(Number(params.id)).toISOString().slice(0, 19).replaceAll(':', '-')
      const name = `steward-${stamp}.jsonl`
      reply.type('application/x-ndjson').header('content-disposition', attachment(name, name))
      return Buffer.from(content)
    },

    async deleteRecording({ params, ...visit }) {
      requireAll(visit)
      await recorder.remove(params.id)
      return {}
    },
  }
}
