/** A number that can be asked where it comes from. */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Figure } from '../../../core/contract/report-document.ts'
import type { Trace } from '../../../core/contract/report-trace.ts'
import { rw } from './words.ts'

/** What was clicked: the number as it stands there, and what is behind it. */
export interface Asked {
  readonly figure: Figure
  readonly trace: Trace
}

export const FollowContext = createContext<(asked: Asked) => void>(() => {})

/** One that can be followed is a button; any other is only a number. */
export function Traced({ text, figure }: { text: string; figure: Figure | undefined }) {
  const follow = useContext(FollowContext)
  const trace = figure?.trace
  if (figure === undefined || trace === undefined) return <>{text}</>
  return (
    <button
      type="button"
      class="report-number"
      title={rw('readings')}
      onClick={() => follow({ figure, trace })}
    >
      {text}
    </button>
  )
}
