/** What a draft comes to in all. */
import type { ProgramPreview } from '../../core/contract/watering.ts'
import type { PlannedRun } from '../../core/contract/watering-run.ts'

export function previewOf(runs: PlannedRun[]): ProgramPreview {
  const sum = (pick: (run: PlannedRun) => number) => runs.reduce((total, run) => total + pick(run), 0)
  const priced = runs.length > 0 && runs.every(({ decision }) => decision.cost !== null)
  const short = ({ decision }: PlannedRun) =>
    decision.skip === 'no-room' || decision.facts.some(({ kind }) => kind === 'window' || kind === 'capacity')
  return {
    runs,
    litres: sum(({ decision }) => decision.litres),
    cost: priced ? sum(({ decision }) => decision.cost ?? 0) : null,
    timerLitres: sum(({ decision }) => decision.litres + decision.savedLitres),
    unfit: runs.filter(short).length,
  }
}
