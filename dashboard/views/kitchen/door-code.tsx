/** The code that is stuck on a cabinet's door: a phone that scans it opens its restocking page. */

import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Device } from '../../../core/contract/device.ts'
import { isLocal } from '../../data/local.ts'
import { n } from '../../data/words.ts'
import { k } from './words.ts'

export function restockAddress(id: string): string {
  return `${location.origin}/restock/${encodeURIComponent(id)}`
}

interface Code {
  readonly size: number
  readonly path: string
}
/** Quiet modules around a code (ISO/IEC 18004). */
const QUIET = 4

export function DoorCode({ device }: { device: Device }) {
  const code = useSignal<Code | null>(null)
  const address = restockAddress(device.id)
  useEffect(() => {
    void codeOf(address).then(found => (code.value = found))
  }, [address])
  return (
    <section class="card section door-code">
      <h2>{k('doorCode')}</h2>
      <p class="small quiet no-print">{k('doorCodeHint')}</p>
      {code.value !== null && <Drawn code={code.value} label={address} />}
      <p class="door-code-name">{n(device.name)}</p>
      <p class="small breakable">
        <a href={`/restock/${device.id}`}>{address}</a>
      </p>
      {isLocal(location.hostname) && <p class="small problem no-print">{k('doorCodeLocal')}</p>}
      <button type="button" class="button no-print" onClick={() => print()}>
        {k('print')}
      </button>
    </section>
  )
}

function Drawn({ code: { size, path }, label }: { code: Code; label: string }) {
  const all = size + 2 * QUIET
  return (
    <svg class="qr" viewBox={`0 0 ${all} ${all}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect class="qr-paper" width={all} height={all} />
      <path d={path} />
    </svg>
  )
}

async function codeOf(text: string): Promise<Code> {
  const { create } = await import('qrcode')
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  let path = ''
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column)) path += `M${column + QUIET} ${row + QUIET}h1v1h-1z`
  return { size: modules.size, path }
}
