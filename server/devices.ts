/** What an installer does with devices: take them in, name them, place them, change them. */
import { rulesForKind, silentAfterOf } from '../core/alarms/template.ts'
import { type Jurisdiction, jurisdictionAt } from '../core/coldchain/jurisdiction.ts'
import type { Device, DeviceKind, InboxEntry } from '../core/contract/device.ts'
import { Problem } from '../core/contract/error.ts'
import type { Point } from '../core/contract/point.ts'
import type { Rule } from '../core/contract/rule.ts'
import { nameOf } from '../core/contract/schema.ts'
import { guessKind } from '../core/points/guess-kind.ts'
import type { Clock, StateStore } from '../core/ports.ts'
import type { Directory } from './directory.ts'
import { pointView } from './point-view.ts'
import type { AlarmService, ChangeFeed, DeviceService, LatestValues } from './services.ts'

export interface DeviceParts {
  readonly state: StateStore
  readonly directory: Directory
  readonly alarms: Pick<AlarmService, 'ruleChanged'>
  readonly changes: ChangeFeed
  readonly clock: Clock
  readonly latest: LatestValues
  /** Makes the MQTT credential of a plain-JSON device; the password is only ever in this answer. */
  readonly issueCredential: (device: Device) => { username: string; password: string }
}

export function createDeviceService(parts: DeviceParts): DeviceService {
  const { state, directory, alarms, changes, clock, latest, issueCredential } = parts

  function required(id: string): Device {
    const device = directory.byId(id)
    if (device === undefined) throw new Problem('thing.not-found', `no device ${id}`)
    return device
  }

  function siteOf(siteId: string | undefined): string {
    const site = siteId === undefined ? state.sites.list()[0] : state.sites.get(siteId)
    if (site === undefined) throw new Problem('thing.not-found', `no site ${siteId ?? ''}`)
    return site.id
  }

  const regionOf = ({ siteId }: Device) => jurisdictionAt(state.sites.get(siteId))

  function putRule(rule: Rule): void {
    state.rules.put(rule)
    alarms.ruleChanged(rule.id)
  }

  /** Gives a device the rules of its kind, for the points that have none yet. */
  function applyTemplate(device: Device): void {
    for (const rule of templateRules(device, directory.pointsOf(device.id), clock.now(), regionOf(device)))
      if (state.rules.get(rule.id) === undefined) putRule(rule)
  }

  /** Takes back what the old kind brought, but for what somebody has edited since. */
  function withdrawTemplate(device: Device): void {
    for (const { id } of templateRules(device, directory.pointsOf(device.id), 0, regionOf(device))) {
      const rule = state.rules.get(id)
      if (rule === undefined || isEdited(rule)) continue
      state.rules.remove(id)
      alarms.ruleChanged(id)
    }
  }

  /** A device that turns out to have a battery may be silent for longer, unless somebody has said how long. */
  function allowForBattery(device: Device): Device {
    const rule = state.rules.get(silenceRuleId(device.id))
    const afterS = silentAfterOf(device.kind, directory.pointsOf(device.id))
    const untouched = device.silentAfterS === silentAfterOf(device.kind) && !(rule && isEdited(rule))
    if (!untouched || afterS <= device.silentAfterS) return device
    const relaxed = { ...device, silentAfterS: afterS }
    directory.put(relaxed)
    if (rule?.condition.type === 'no-data') putRule({ ...rule, condition: { type: 'no-data', afterS } })
    return relaxed
  }

  function setSilence(id: string, afterS: number): void {
    const rule = state.rules.get(silenceRuleId(id))
    if (rule?.condition.type !== 'no-data' || rule.condition.afterS === afterS) return
    putRule({ ...rule, condition: { type: 'no-data', afterS }, changedAt: editedAt(rule, clock.now()) })
  }

  /** Limits of the new kind, for what nobody has edited. */
  function changeKind(before: Device, changed: Device, saidSilence: boolean): Device {
    const points = directory.pointsOf(before.id)
    const usual = before.silentAfterS === silentAfterOf(before.kind, points)
    const device =
      usual && !saidSilence ? { ...changed, silentAfterS: silentAfterOf(changed.kind, points) } : changed
    withdrawTemplate(before)
    directory.put(device)
    applyTemplate(device)
    return device
  }

  // A device may be registered before it has ever spoken; its rules come with its points.
  changes.subscribe(change => {
    const device = change.type === 'point' ? directory.byId(change.point.deviceId) : undefined
    if (device?.status === 'active') applyTemplate(allowForBattery(device))
  })

  return {
    inbox(status = 'inbox') {
      return directory
        .devices()
        .filter(device => device.status === status)
        .map(device => entryOf(device, directory, latest, clock.now()))
    },

    adopt(key, choice) {
      const device = required(key)
      if (device.status === 'active') throw new Problem('thing.conflict', `${key} is adopted already`)
      const siteId = siteOf(choice.siteId ?? device.siteId)
      const adopted: Device = {
        ...device,
        siteId,
        status: 'active',
        adoptedAt: clock.now(),
        kind: choice.kind,
        name: choice.name ?? device.name,
        areaId: choice.areaId ?? null,
        silentAfterS: silentAfterOf(choice.kind, directory.pointsOf(key)),
      }
      directory.put(adopted)
      for (const point of directory.pointsOf(key))
        if (point.siteId !== siteId) directory.putPoint({ ...point, siteId })
      applyTemplate(adopted)
      return adopted
    },

    register(input) {
      const { id, codec, address, siteId, kind = 'other' } = input
      if (directory.byId(id) !== undefined || directory.byAddress(codec, address) !== undefined)
        throw new Problem('thing.conflict', `device ${id} exists`)
      const device: Device = {
        id,
        siteId: siteOf(siteId),
        areaId: input.areaId ?? null,
        name: input.name ?? nameOf(id),
        kind,
        status: 'active',
        codec,
        address,
        model: null,
        silentAfterS: silentAfterOf(kind),
        availability: null,
        texts: {},
        adoptedAt: clock.now(),
        firstSeenAt: null,
        lastSeenAt: null,
        createdAt: clock.now(),
      }
      directory.put(device)
      return device
    },

    create(input) {
      const siteId = siteOf(input.siteId)
      const device = this.register({ ...input, siteId, codec: 'plain', address: `${siteId}/${input.id}` })
      return { device, credential: issueCredential(device) }
    },

    change(id, change) {
      const before = required(id)
      let changed: Device = { ...before, ...change }
      const other = change.kind !== undefined && change.kind !== before.kind && before.status === 'active'
      // A form may send every field: one with the same value says nothing.
      const saidSilence = changed.silentAfterS !== before.silentAfterS
      if (other) changed = changeKind(before, changed, saidSilence)
      else directory.put(changed)
      if (change.silentAfterS !== undefined) setSilence(id, changed.silentAfterS)
      return changed
    },
  }
}

/** A template's rule is as old as its last change until somebody edits it. */
function isEdited({ createdAt, changedAt }: Rule): boolean {
  return changedAt !== createdAt
}

/** Never the time of its making, which would make it look untouched. */
function editedAt({ createdAt }: Rule, now: number): number {
  return now === createdAt ? now + 1 : now
}

function silenceRuleId(deviceId: string): string {
  return `${deviceId}.silent`
}

/** The rules a kind brings for the points a device has; their ids are the same every time. */
export function templateRules(
  device: Device,
  points: readonly Point[],
  now: number,
  jurisdiction: Jurisdiction,
): Rule[] {
  return rulesForKind(device.kind, points, jurisdiction).map(({ key, ...rule }) => ({
    ...rule,
    condition:
      rule.condition.type === 'no-data' ? { type: 'no-data', afterS: device.silentAfterS } : rule.condition,
    id: `${device.id}.${key}`,
    siteId: device.siteId,
    createdAt: now,
    changedAt: now,
  }))
}

function entryOf(device: Device, directory: Directory, latest: LatestValues, now: number): InboxEntry {
  const points = directory.pointsOf(device.id).map(point => pointView(point, latest, now))
  const temperature = points.find(({ metric }) => metric === 'temperature')?.last?.value
  const packet = directory.lastPacket(device.id)
  const guess: DeviceKind = guessKind(device, points, temperature)
  return {
    key: device.id,
    device,
    points,
    guess,
    lastTopic: packet?.topic ?? null,
    lastPayload: packet?.payload ?? null,
  }
}
