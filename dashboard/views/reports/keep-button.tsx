/** Puts a report into the library as it is now, and opens it there. */
import type { AskedKind } from '../../../core/contract/report.ts'
import { api, call } from '../../data/api.ts'
import type { Attempt } from '../../data/attempt.ts'
import { go } from '../../data/router.ts'
import { may } from '../../data/store.ts'
import { rw } from './words.ts'

export function KeepButton(props: { kind: AskedKind; period: string; attempt: Attempt }) {
  const { kind, period, attempt } = props
  if (!may('report.make')) return null
  const keep = () =>
    attempt.run(async () => {
      const { id } = await call(api.makeReport, { body: { kind, period } })
      go(`/reports/${id}`)
    })
  return (
    <button
      type="button"
      class="button"
      disabled={attempt.busy.value}
      data-testid="keep"
      onClick={() => void keep()}
    >
      {rw('keep')}
    </button>
  )
}
