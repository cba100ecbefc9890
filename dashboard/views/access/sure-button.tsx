import { useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import { a } from './words.ts'

/** A button whose first tap says what will happen, and whose second does it. The keyboard stays where it was. */
export function SureButton(props: {
  word: string
  question: string
  act: () => void
  disabled?: boolean
  testid?: string
}) {
  const asked = useSignal<boolean | null>(null)
  const questionId = useId()
  const first = useRef<HTMLButtonElement>(null)
  const cancel = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // Not before somebody has touched it.
    if (asked.value === null) return
    const next = asked.value ? cancel : first
    next.current?.focus()
  }, [asked.value])
  if (asked.value !== true)
    return (
      <button
        type="button"
        class="button plain"
        ref={first}
        disabled={props.disabled}
        data-testid={props.testid}
        onClick={() => (asked.value = true)}
      >
        {props.word}
      </button>
    )
  const yes = () => {
    asked.value = false
    props.act()
  }
  return (
    <div class="card stack" role="alertdialog" aria-label={props.word} aria-describedby={questionId}>
      <p id={questionId}>{props.question}</p>
      <p class="row">
        <button type="button" class="button stop" onClick={yes} data-testid={`${props.testid}-sure`}>
          {props.word}
        </button>
        <button type="button" class="button" ref={cancel} onClick={() => (asked.value = false)}>
          {a('cancel')}
        </button>
      </p>
    </div>
  )
}
