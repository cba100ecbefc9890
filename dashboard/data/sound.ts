/** Alarm tones made on the spot: no file to load, a pattern of its own for each priority (after IEC 60601-1-8). */
import { computed, effect, signal } from '@preact/signals'
import type { Priority } from '../../core/contract/rule.ts'
import { needsPerson, worstFirst } from './standing.ts'
import { alarms, feed } from './store.ts'

const WANTED = 'steward.sound'

/** Browsers stay silent until a person has touched the page; so it is said whether sound is armed. */
export const soundArmed = signal(false)
/** Somebody switched it on in this browser: after a reload the first touch arms it again. */
export const soundWanted = signal(remembered())
let context: AudioContext | undefined
let timer: ReturnType<typeof setInterval> | undefined

interface Tone {
  readonly hz: readonly number[]
  readonly everyMs: number
}

export const TONES: Readonly<Record<Priority, Tone>> = {
  critical: { hz: [880, 880, 880, 988, 988], everyMs: 4000 },
  high: { hz: [740, 740, 880], everyMs: 8000 },
  medium: { hz: [587, 587], everyMs: 20_000 },
  low: { hz: [440], everyMs: 60_000 },
}
/** Falling: no alarm, but nobody would hear of one. */
const STALE: Tone = { hz: [523, 392], everyMs: 30_000 }
const NOTE_S = 0.18
const GAP_S = 0.09
const VOLUME = 0.35

export async function armSound(): Promise<void> {
  context ??= new AudioContext()
  // A telephone call or the power saver may stop it later; then it is armed no more.
  context.onstatechange = () => {
    if (context?.state !== 'running') soundArmed.value = false
  }
  await context.resume()
  soundArmed.value = context.state === 'running'
  if (!soundArmed.value) return
  want(true)
  play([660])
}

export function disarmSound(): void {
  soundArmed.value = false
  want(false)
}

/** One priority's pattern, once. */
export async function tryTone(priority: Priority): Promise<void> {
  await armSound()
  play(TONES[priority].hz)
}

const sounding = computed((): Tone | null => {
  if (feed.value === 'stale') return STALE
  const worst = worstFirst(alarms.value.values()).find(needsPerson)
  return worst === undefined ? null : TONES[worst.priority]
})

effect(() => {
  clearInterval(timer)
  const tone = sounding.value
  if (!soundArmed.value || tone === null) return
  play(tone.hz)
  timer = setInterval(() => play(tone.hz), tone.everyMs)
})

/** The first touch after a reload is the permission a browser asks for. */
for (const touch of ['pointerdown', 'keydown'] as const)
  addEventListener(touch, () => {
    if (soundWanted.value && !soundArmed.value) void armSound()
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

function want(wanted: boolean): void {
  soundWanted.value = wanted
  try {
    localStorage.setItem(WANTED, wanted ? 'on' : 'off')
  } catch {
    // A browser that forbids storage asks again after a reload.
  }
}

function remembered(): boolean {
  try {
    return localStorage.getItem(WANTED) === 'on'
  } catch {
    return false
  }
}
