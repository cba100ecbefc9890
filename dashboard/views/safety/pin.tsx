import { useRef } from 'preact/hooks'
import type { Device } from '../../../core/contract/device.ts'
import { n } from '../../data/words.ts'
import { StateChip } from '../../widgets/state-chip.tsx'
import { hrefOf, standingOf } from '../../widgets/tile.tsx'

/** Moved by this much with an arrow key, as a part of the plan. */
const STEP = 0.02
const within = (value: number) => Math.min(1, Math.max(0, value))

interface PinProps {
  readonly device: Device
  /** Fractions of the plan's width and height. */
  readonly x: number
  readonly y: number
  /** Set while devices may be moved: by finger, mouse or arrow keys. */
  readonly move: ((deviceId: string, x: number, y: number) => void) | undefined
}

export function Pin({ device, x, y, move }: PinProps) {
  const handle = useRef<HTMLButtonElement>(null)
  // Set as a property: the page's policy allows no style attributes.
  const put = (element: HTMLElement | null) => {
    if (element === null) return
    element.style.left = `${x * 100}%`
    element.style.top = `${y * 100}%`
  }
  const label = (
    <>
      <StateChip state={standingOf(device)} />
      <span class="small">{n(device.name)}</span>
    </>
  )
  if (move === undefined)
    return (
      <a class="pin" href={hrefOf(device)} ref={put}>
        {label}
      </a>
    )
  const drag = (event: PointerEvent) => {
    if (!handle.current?.hasPointerCapture(event.pointerId)) return
    const plan = handle.current.parentElement?.getBoundingClientRect()
    if (plan === undefined) return
    move(
      device.id,
      within((event.clientX - plan.left) / plan.width),
      within((event.clientY - plan.top) / plan.height),
    )
  }
  const nudge = (event: KeyboardEvent) => {
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[
      event.key
    ]
    if (by === undefined) return
    event.preventDefault()
    move(device.id, within(x + (by[0] ?? 0)), within(y + (by[1] ?? 0)))
  }
  return (
    <button
      type="button"
      class="pin moving"
      ref={element => {
        handle.current = element
        put(element)
      }}
      onPointerDown={event => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={nudge}
    >
      {label}
    </button>
  )
}
