import { useSignal } from '@preact/signals'
import { a } from './words.ts'

/** A button whose first tap says what will happen, and whose second does it. */
export function SureButton(props: {
  word: string
  question: string
  act: () => void
  disabled?: boolean
  testid?: string
}) {
  const asked = useSignal(false)
  if (!asked.value)
    return (
      <button
        type="button"
        class="button plain"
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
    <div class="card stack" role="alertdialog" aria-label={props.word}>
      <p>{props.question}</p>
      <p class="row">
        <button type="button" class="button stop" onClick={yes} data-testid={`${props.testid}-sure`}>
          {props.word}
        </button>
        <button type="button" class="button" onClick={() => (asked.value = false)}>
          {a('cancel')}
        </button>
      </p>
    </div>
  )
}
