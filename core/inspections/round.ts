/** One round: begun with what the sensors know, signed when a person has answered everything. */
import { Problem } from '../contract/error.ts'
import type { Answer, CheckItem, Checklist, Inspection } from '../contract/inspection.ts'
import type { Reading } from '../contract/reading.ts'

/** An older reading says nothing about now. */
const FRESH_MS = 60 * 60_000

export function newRound(checklist: Checklist, date: string, dueAt: number): Inspection {
  const { id, siteId, name, items } = checklist
  return {
    id: `${id}.${date}`,
    siteId,
    checklistId: id,
    name,
    date,
    dueAt,
    items,
    answers: [],
    signedBy: null,
    signedAt: null,
  }
}

/** What the sensors say at this moment; a point without a fresh reading, and what a person looks at, stay open. */
export function preFilled(
  items: readonly CheckItem[],
  latest: (point: number) => Reading | undefined,
  now: number,
): Answer[] {
  return items.map(({ id, pointId, min, max }) => {
    const reading = pointId === null ? undefined : latest(pointId)
    if (reading === undefined || now - reading.at > FRESH_MS)
      return { itemId: id, ok: null, note: '', value: null, valueAt: null }
    const { value, at } = reading
    const ok = (min === null || value >= min) && (max === null || value <= max)
    return { itemId: id, ok, note: '', value, valueAt: at }
  })
}

/** Throws a `Problem` while anything is open: a signature is for the whole. */
export function signed(
  round: Inspection,
  said: readonly { itemId: string; ok: boolean; note?: string }[],
  sensed: readonly Answer[],
  by: string,
  now: number,
): Inspection {
  if (round.signedAt !== null) throw new Problem('thing.conflict', `${round.id} is signed already`)
  const answers = round.items.map(({ id }): Answer => {
    const answer = said.find(({ itemId }) => itemId === id)
    if (answer === undefined) throw new Problem('request.invalid', `${id} is not answered`)
    const seen = sensed.find(({ itemId }) => itemId === id)
    const { ok, note = '' } = answer
    return { itemId: id, ok, note, value: seen?.value ?? null, valueAt: seen?.valueAt ?? null }
  })
  return { ...round, answers, signedBy: by, signedAt: now }
}
