import { useSignal } from '@preact/signals'
import { w } from '../data/words.ts'

/** A button for what cannot be taken back: it asks once, in place. */
export function Sure(props: { word: string; question: string; go: () => void; testId?: string }) {
  const asking = useSignal(false)
  if (!asking.value)
    return (
      <button type="button" class="button" data-testid={props.testId} onClick={() => (asking.value = true)}>
        {props.word}
      </button>
    )
  const go = () => {
    asking.value = false
    props.go()
  }
  return (
    <fieldset class="chips">
      <legend>{props.question}</legend>
      <button
        type="button"
        class="button primary"
        data-testid={props.testId && `${props.testId}-sure`}
        onClick={go}
      >
        {props.word}
      </button>
      <button type="button" class="button plain" onClick={() => (asking.value = false)}>
        {w('cancel')}
      </button>
    </fieldset>
  )
}
