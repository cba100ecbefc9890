import { useSignal } from '@preact/signals'
import { a } from './words.ts'

/** A label, its text to be selected, and a button where the browser lets a page write the clipboard. */
export function Copyable({ label, text, block = false }: { label: string; text: string; block?: boolean }) {
  const copied = useSignal(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    copied.value = true
  }
  return (
    <div class={block ? 'stack block' : 'row between'}>
      <span>
        <span class="small quiet">{label}</span>
        <br />
        {block ? <pre class="raw">{text}</pre> : <code class="selectable">{text}</code>}
      </span>
      {navigator.clipboard !== undefined && (
        <button
          type="button"
          class="button"
          aria-label={`${copied.value ? a('copied') : a('copy')} ${label}`}
          onClick={() => void copy()}
        >
          {copied.value ? a('copied') : a('copy')}
        </button>
      )}
    </div>
  )
}
