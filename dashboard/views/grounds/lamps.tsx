/** Told, says, flows: three answers to "is it open", side by side, each with its age. */
import type { ZoneStatus } from '../../../core/contract/watering.ts'
import { age, number } from '../../data/shown.ts'
import { type WordKey, w } from '../../data/words.ts'
import { g } from './words.ts'

type Lamp = 'open' | 'closed' | 'unknown' | 'none'
const LAMP_WORDS = {
  open: 'isOpen',
  closed: 'isClosed',
  unknown: 'isUnknown',
  none: 'notFitted',
} as const satisfies Record<Lamp, WordKey>

/** Below this a flow meter's reading is noise, L/min. */
const FLOWING_LPM = 0.2

export function Lamps({ status, big = false }: { status: ZoneStatus; big?: boolean }) {
  const { commanded, reported, reportedAt, flowAt } = status
  const water = flowLamp(status)
  return (
    <div class={big ? 'lamps big' : 'lamps'}>
      <LampBox
        label={g('lampTold')}
        {...(commanded === 'unknown' ? { lamp: 'none', text: g('neverTold') } : { lamp: commanded })}
      />
      <LampBox
        label={g('lampSays')}
        lamp={reported}
        waits={waits(status)}
        note={reportedAt === null ? undefined : age(reportedAt)}
      />
      <LampBox
        label={g('lampWater')}
        lamp={water}
        text={waterText(status, water)}
        note={flowAt === null || water === 'none' ? undefined : age(flowAt)}
      />
    </div>
  )
}

/** An order that its valve has not answered. */
export function waits({ commanded, reported }: ZoneStatus): boolean {
  return commanded !== 'unknown' && commanded !== reported
}

/** One line on whether the three agree. */
export function verdictOf(status: ZoneStatus): string {
  if (waits(status)) return g('waitsFor')
  const { commanded, reported } = status
  if (reported === 'unknown') return g('valveSilent')
  const water = flowLamp(status)
  const seen = water === 'open' || water === 'closed'
  if (seen && water !== reported) return g('disagree')
  if (commanded === 'unknown') return g(seen ? 'agreeTwo' : 'valveAlone')
  return g(seen ? 'agree' : 'agreeUnseen')
}

function flowLamp({ zone, flowLpm, flowAt, flowShared }: ZoneStatus): Lamp {
  if (flowShared) return 'unknown'
  if (flowAt === null && zone.flowPointId === null) return 'none'
  if (flowLpm === null) return 'unknown'
  return flowLpm > FLOWING_LPM ? 'open' : 'closed'
}

function waterText({ flowLpm, flowShared }: ZoneStatus, lamp: Lamp): string {
  if (flowShared) return g('flowShared')
  if (lamp === 'none') return g('noMeter')
  if (lamp === 'unknown') return w('isUnknown')
  return lamp === 'open' ? g('flows', { flow: number(flowLpm, 1) }) : g('noFlow')
}

function LampBox(props: {
  label: string
  lamp: Lamp
  waits?: boolean
  text?: string
  note?: string | undefined
}) {
  const look = props.lamp === 'open' ? ' on' : props.lamp === 'unknown' ? ' unsure' : ''
  return (
    <div class={`lamp${look}${props.waits ? ' waits' : ''}`}>
      <span class="quiet">{props.label}</span>
      <b>
        <i aria-hidden="true" />
        {props.text ?? w(LAMP_WORDS[props.lamp])}
      </b>
      {props.note !== undefined && <span class="small quiet">{props.note}</span>}
    </div>
  )
}
