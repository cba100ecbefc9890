/** Words about watering. */

import type { Name } from '../contract/schema.ts'
import type { Run, RunState } from '../contract/watering.ts'
import { texts } from './text.ts'

export const runStateTexts: Readonly<Record<RunState, Name>> = {
  planned: { zh: '已计划', en: 'Planned' },
  opening: { zh: '正在打开，等待确认', en: 'Opening, waiting to confirm' },
  running: { zh: '正在浇水', en: 'Watering' },
  closing: { zh: '正在关闭，等待确认', en: 'Closing, waiting to confirm' },
  done: { zh: '已浇完', en: 'Done' },
  skipped: { zh: '没有浇', en: 'Skipped' },
  failed: { zh: '阀门没有照做', en: 'The valve did not do as told' },
  stopped: { zh: '提前结束', en: 'Ended early' },
}

export const runReasonTexts: Readonly<Record<NonNullable<Run['reason']>, Name>> = {
  'program-paused': { zh: '计划已暂停', en: 'The program is paused' },
  'zone-disabled': { zh: '这个区域已停用', en: 'The zone is switched off' },
  'valve-busy': { zh: '阀门已经开着', en: 'The valve was open already' },
  'missed-while-off': {
    zh: '到点时系统没有运行，不补浇',
    en: 'Steward was not running at that time; not made up',
  },
  'not-confirmed': {
    zh: '阀门没有确认打开，已命令关闭',
    en: 'The valve never confirmed it opened; told to close',
  },
  'not-closed': {
    zh: '阀门没有确认关闭，请到现场查看',
    en: 'The valve never confirmed it closed. Go and look',
  },
  'stopped-by-person': { zh: '有人按了停止', en: 'Somebody pressed stop' },
  'stopped-by-restart': { zh: '系统重启，阀门已先关闭', en: 'Steward restarted and closed the valve first' },
  'closed-early': { zh: '阀门自己提前关了', en: 'The valve closed by itself too early' },
  'device-gone': { zh: '阀门状态未知，为安全不打开', en: 'The valve’s state is unknown, so it stayed shut' },
}

export const wateringTexts = texts({
  unconfirmed: { zh: '{device} 没有确认指令', en: '{device} did not confirm an order' },
})
