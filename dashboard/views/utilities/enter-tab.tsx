/** What people enter: meals and head counts, hand readings, floor area. On a phone, one thing under the other. */
import type { MeterStatus } from '../../../core/contract/energy.ts'
import { HandReadings } from './hand-reading.tsx'
import { Meals } from './meals.tsx'
import { Premises } from './premises.tsx'

export function EnterTab({ list }: { list: readonly MeterStatus[] }) {
  return (
    <div class="stack">
      <Meals />
      <HandReadings list={list} />
      <Premises />
    </div>
  )
}
