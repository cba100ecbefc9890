/** Words about watering. */

import type { Name } from '../contract/schema.ts'
import type { Method, RunReason, RunState, WeatherSource } from '../contract/watering-run.ts'
import type { Emitter, Plant, SoilKind, Zone } from '../contract/watering-zone.ts'
import { texts } from './text.ts'

export const runStateTexts: Readonly<Record<RunState, Name>> = {
  planned: { zh: '已计划', en: 'Planned' },
  opening: { zh: '正在打开，等待确认', en: 'Opening, waiting to confirm' },
  running: { zh: '正在浇水', en: 'Watering' },
  closing: { zh: '正在关闭，等待确认', en: 'Closing, waiting to confirm' },
  soaking: { zh: '渗水中，稍后继续', en: 'Soaking in, goes on later' },
  held: { zh: '流量异常，正在逐个试', en: 'Held while zones are tried one by one' },
  done: { zh: '已浇完', en: 'Done' },
  skipped: { zh: '没有浇', en: 'Skipped' },
  failed: { zh: '阀门没有照做', en: 'The valve did not do as told' },
  stopped: { zh: '提前结束', en: 'Ended early' },
}

export const runReasonTexts: Readonly<Record<RunReason, Name>> = {
  delayed: { zh: '有人推迟了浇水', en: 'Watering was put off' },
  calendar: { zh: '日历上不许浇水', en: 'The calendar says no' },
  rain: { zh: '下过雨', en: 'It has rained' },
  'rain-forecast': { zh: '预报有雨', en: 'Rain is expected' },
  'enough-water': { zh: '土里的水还够', en: 'The soil has enough' },
  saturated: { zh: '土已经饱和', en: 'The soil takes no more' },
  freeze: { zh: '怕结冰', en: 'Too cold' },
  'freeze-forecast': { zh: '预报有霜冻', en: 'Frost is expected' },
  wind: { zh: '风太大', en: 'Too much wind' },
  quota: { zh: '本月额度用完', en: 'This month’s quota is used up' },
  'no-room': { zh: '规定时间内排不下', en: 'No room before its end' },
  'supply-isolated': { zh: '供水管已关断', en: 'Its supply is shut' },
  'no-flow': { zh: '阀门开了却没有水', en: 'Open, but no water came' },
  'over-flow': { zh: '流量过大，可能断管', en: 'Too much flow: a broken head or pipe' },
  'under-flow': { zh: '流量不足', en: 'Too little flow' },
  'stopped-by-leak': { zh: '发现漏水，已停', en: 'Stopped for a leak' },
  'window-over': { zh: '规定时间已过', en: 'Its time was over' },
  'opened-outside': { zh: '不是由本系统打开', en: 'Not opened from here' },
  'program-removed': { zh: '计划已删除', en: 'The program was removed' },
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

export const methodTexts: Readonly<Record<Method, Name>> = {
  fixed: { zh: '固定时长', en: 'Fixed minutes' },
  percent: { zh: '按天气百分比', en: 'Percent by weather' },
  et0: { zh: '按缺水量（ET0 水量平衡）', en: 'By what is missing (ET0 water balance)' },
  moisture: { zh: '按土壤湿度', en: 'By soil moisture' },
}

export const weatherSourceTexts: Readonly<Record<WeatherSource, Name>> = {
  station: { zh: '本地气象站', en: 'Own station' },
  manual: { zh: '人工记录', en: 'Written down' },
  forecast: { zh: '预报', en: 'Forecast' },
  'last-known': { zh: '上次的预报', en: 'Last forecast known' },
  climatology: { zh: '常年同期', en: 'Usual for the season' },
}

export const plantTexts: Readonly<Record<Plant, Name>> = {
  turf: { zh: '草坪（冷季型）', en: 'Lawn, cool-season' },
  'turf-warm': { zh: '草坪（暖季型）', en: 'Lawn, warm-season' },
  groundcover: { zh: '地被', en: 'Ground cover' },
  shrubs: { zh: '灌木', en: 'Shrubs' },
  trees: { zh: '乔木', en: 'Trees' },
  beds: { zh: '花坛', en: 'Flower beds' },
  vegetables: { zh: '菜地', en: 'Vegetables' },
}

export const soilTexts: Readonly<Record<SoilKind, Name>> = {
  sand: { zh: '砂土', en: 'Sand' },
  'sandy-loam': { zh: '砂壤土', en: 'Sandy loam' },
  loam: { zh: '壤土', en: 'Loam' },
  'clay-loam': { zh: '黏壤土', en: 'Clay loam' },
  clay: { zh: '黏土', en: 'Clay' },
}

export const emitterTexts: Readonly<Record<Emitter, Name>> = {
  spray: { zh: '散射喷头', en: 'Spray heads' },
  rotor: { zh: '旋转喷头', en: 'Rotors' },
  bubbler: { zh: '涌泉', en: 'Bubblers' },
  drip: { zh: '滴灌', en: 'Drip' },
}

export const slopeTexts: Readonly<Record<Zone['slope'], Name>> = {
  flat: { zh: '平地', en: 'Flat' },
  gentle: { zh: '缓坡', en: 'Gentle slope' },
  steep: { zh: '陡坡', en: 'Steep slope' },
}

export const exposureTexts: Readonly<Record<Zone['exposure'], Name>> = {
  'full-sun': { zh: '全日照', en: 'Full sun' },
  'part-shade': { zh: '半阴', en: 'Part shade' },
  shade: { zh: '阴', en: 'Shade' },
}
