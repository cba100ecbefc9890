import type { OpenMatter } from '../../../core/contract/matters.ts'
import { priorityTexts } from '../../../core/text/states.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { areaName, duration, moment } from '../../data/shown.ts'
import { alarms, devices, now, site } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { k } from './words.ts'

const REFRESH_MS = 15_000

export function OpenMatters() {
  const standing = [...alarms.value.values()].map(({ id, state }) => id + state).join()
  const [resource, again] = useResource(() => call(api.listOpenMatters), 'open-matters', {
    everyMs: REFRESH_MS,
  })
  return (
    <Answer resource={resource} again={again} key={standing === '' ? 'none' : 'some'}>
      {all => {
        const list = all.filter(({ siteId }) => siteId === site.value?.id)
        const late = list.filter(({ late }) => late).length
        return (
          <>
            <p class="row" data-testid="work-sentence">
              <Icon svg={late > 0 ? icons.circleAlert : icons.check} />
              <b>{list.length === 0 ? k('openCalm') : k('openSome', { count: list.length, late })}</b>
            </p>
            <ul class="list">
              {list.map(matter => (
                <Matter key={matter.alarmId} matter={matter} />
              ))}
            </ul>
          </>
        )
      }}
    </Answer>
  )
}

function Matter({ matter }: { matter: OpenMatter }) {
  const { alarmId, name, deviceId, priority, what, since, dueAt, owners } = matter
  const device = deviceId === null ? undefined : devices.value.get(deviceId)
  const leftMs = dueAt - now.value
  const where = device === undefined ? [] : [n(device.name), areaName(device.areaId)]
  return (
    <li>
      <a class="item between" href={`/alarms/${alarmId}`}>
        <span>
          <b>{n(name)}</b>
          <br />
          <span class="small quiet">{[...where, n(priorityTexts[priority]), moment(since)].join(' · ')}</span>
          <br />
          {k(what)} · {owners.length === 0 ? k('nobodys') : owners.join(', ')}
        </span>
        <span class={leftMs < 0 ? 'problem' : 'quiet'}>
          {leftMs < 0 ? k('late', { by: duration(-leftMs) }) : k('dueIn', { left: duration(leftMs) })}
        </span>
      </a>
    </li>
  )
}
