/** Alarm tones made on the spot: no file to load, a pattern of its own for each priority (after IEC 60601-1-8). */
import { computed, effect, signal } from '@preact/signals'
import type { Priority } from '../../core/contract/rule.ts'
import { needsPerson, worstFirst } from './standing.ts'
import { alarms } from './store.ts'

/** Browsers stay silent until a person has touched the page; so it is said whether sound is armed. */
export const soundArmed = signal(false)
let context: AudioContext | undefined
let timer: ReturnType<typeof setInterval> | undefined

const TONES: Record<Priority, { readonly hz: readonly number[]; readonly everyMs: number }> = {
  critical: { hz: [880, 880, 880, 988, 988], everyMs: 4000 },
  high: { hz: [740, 740, 880], everyMs: 8000 },
  medium: { hz: [587, 587], everyMs: 20_000 },
  low: { hz: [440], everyMs: 60_000 },
}
const NOTE_S = 0.18
const GAP_S = 0.09
const VOLUME = 0.35

export async function armSound(): Promise<void> {
  context ??= new AudioContext()
  await context.resume()
  soundArmed.value = context.state === 'running'
  if (soundArmed.value) play([660])
}

export function disarmSound(): void {
  soundArmed.value = false
}

const sounding = computed(() => worstFirst(alarms.value.values()).find(needsPerson)?.priority ?? null)

effect(() => {
  clearInterval(timer)
  const priority = sounding.value
  if (!soundArmed.value || priority === null) return
  const tone = TONES[priority]
  play(tone.hz)
  timer = setInterval(() => play(tone.hz), tone.everyMs)
})

function play(hz: readonly number[]): void {
  const audio = context
  if (audio === undefined) return
  hz.forEach((pitch, index) => {
    const from = audio.currentTime + index * (NOTE_S + GAP_S)
    const oscillator = audio.createOscillator()
    const gain = audio.createGain()
    oscillator.type = 'triangle'
    oscillator.frequency.value = pitch
    gain.gain.setValueAtTime(0, from)
    gain.gain.linearRampToValueAtTime(VOLUME, from + 0.02)
    gain.gain.setValueAtTime(VOLUME, from + NOTE_S - 0.03)
    gain.gain.linearRampToValueAtTime(0, from + NOTE_S)
    oscillator.connect(gain).connect(audio.destination)
    oscillator.start(from)
    oscillator.stop(from + NOTE_S)
  })
}
