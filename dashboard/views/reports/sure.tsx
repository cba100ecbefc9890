import { useSignal } from '@preact/signals'
import { rw } from './words.ts'

/** A button whose first tap says what will happen, and whose second does it. */
export function Sure({ word, question, act }: { word: string; question: string; act: () => void }) {
  const asked = useSignal(false)
  if (!asked.value)
    return (
      <button type="button" class="button plain" onClick={() => (asked.value = true)}>
        {word}
      </button>
    )
  return (
    <div class="card stack" role="alertdialog" aria-label={word}>
      <p>{question}</p>
      <p class="row">
        <button type="button" class="button stop" onClick={act}>
          {word}
        </button>
        <button type="button" class="button" onClick={() => (asked.value = false)}>
          {rw('cancel')}
        </button>
      </p>
    </div>
  )
}
