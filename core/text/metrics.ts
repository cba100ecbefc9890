/** What measured quantities and their units are called. */
import type { Metric, Unit } from '../contract/metric.ts'
import type { Language, Name } from '../contract/schema.ts'

export const metricTexts: Readonly<Record<Metric, Name>> = {
  temperature: { zh: '温度', en: 'Temperature' },
  humidity: { zh: '湿度', en: 'Humidity' },
  pressure: { zh: '压力', en: 'Pressure' },
  pressure_air: { zh: '气压', en: 'Air pressure' },
  door_open: { zh: '门', en: 'Door' },
  water_leak: { zh: '漏水', en: 'Leak' },
  smoke_alarm: { zh: '烟雾报警', en: 'Smoke alarm' },
  smoke_density_raw: { zh: '烟雾浓度（原始值）', en: 'Smoke density (raw)' },
  gas_alarm: { zh: '燃气报警', en: 'Gas alarm' },
  gas_lel: { zh: '燃气浓度', en: 'Gas concentration' },
  gas_density_raw: { zh: '燃气浓度（原始值）', en: 'Gas density (raw)' },
  co: { zh: '一氧化碳', en: 'Carbon monoxide' },
  co2: { zh: '二氧化碳', en: 'Carbon dioxide' },
  nh3: { zh: '氨气', en: 'Ammonia' },
  h2s: { zh: '硫化氢', en: 'Hydrogen sulphide' },
  heat_alarm: { zh: '高温报警', en: 'Heat alarm' },
  flame_alarm: { zh: '火焰报警', en: 'Flame alarm' },
  manual_alarm: { zh: '手动报警', en: 'Manual alarm' },
  tamper: { zh: '防拆', en: 'Tamper' },
  energy_import_total: { zh: '用电量累计', en: 'Energy used' },
  energy_export_total: { zh: '上网电量累计', en: 'Energy fed in' },
  power_active: { zh: '有功功率', en: 'Power' },
  power_reactive: { zh: '无功功率', en: 'Reactive power' },
  power_apparent: { zh: '视在功率', en: 'Apparent power' },
  power_factor: { zh: '功率因数', en: 'Power factor' },
  voltage: { zh: '电压', en: 'Voltage' },
  current: { zh: '电流', en: 'Current' },
  current_total: { zh: '累计电流量', en: 'Charge drawn' },
  frequency: { zh: '频率', en: 'Frequency' },
  prepaid_balance: { zh: '预付费余额', en: 'Prepaid balance' },
  water_total: { zh: '用水量累计', en: 'Water used' },
  water_flow: { zh: '流量', en: 'Flow' },
  water_volume_last_run: { zh: '上次用水', en: 'Water of the last run' },
  energy_reactive_total: { zh: '无功电量累计', en: 'Reactive energy' },
  heat_total: { zh: '用热量累计', en: 'Heat used' },
  gas_total: { zh: '用气量累计', en: 'Gas used' },
  pulse_count: { zh: '脉冲数', en: 'Pulses' },
  valve_open: { zh: '阀门', en: 'Valve' },
  valve_fault: { zh: '阀门故障', en: 'Valve fault' },
  switch_on: { zh: '开关', en: 'Switch' },
  input_on: { zh: '开关量输入', en: 'Digital input' },
  external_power: { zh: '外接电源', en: 'External power' },
  timer_remaining: { zh: '定时剩余', en: 'Timer remaining' },
  irrigation_duration_last_run: { zh: '上次浇水时长', en: 'Length of the last run' },
  soil_moisture: { zh: '土壤水分', en: 'Soil moisture' },
  soil_temperature: { zh: '土壤温度', en: 'Soil temperature' },
  soil_ec: { zh: '土壤电导率', en: 'Soil conductivity' },
  rain_total: { zh: '累计雨量', en: 'Rain' },
  wind_speed: { zh: '风速', en: 'Wind speed' },
  wind_direction: { zh: '风向', en: 'Wind direction' },
  solar_radiation: { zh: '太阳辐射', en: 'Solar radiation' },
  illuminance: { zh: '照度', en: 'Light' },
  battery: { zh: '电池', en: 'Battery' },
  battery_low: { zh: '电池电量低', en: 'Battery low' },
  battery_voltage: { zh: '电池电压', en: 'Battery voltage' },
  supply_voltage: { zh: '供电电压', en: 'Supply voltage' },
  device_temperature: { zh: '设备温度', en: 'Device temperature' },
  link_quality: { zh: '信号质量', en: 'Link quality' },
  wifi_quality: { zh: 'Wi-Fi 信号', en: 'Wi-Fi signal' },
  rssi: { zh: '信号强度', en: 'Signal strength' },
  snr: { zh: '信噪比', en: 'Signal-to-noise ratio' },
  link_margin: { zh: '链路余量', en: 'Link margin' },
  uptime: { zh: '运行时间', en: 'Uptime' },
  unknown_bthome_value: { zh: '蓝牙传感器原始值', en: 'Bluetooth value, kind unknown' },
}

const UNIT_TEXTS: Partial<Record<Unit | 'h', Name>> = {
  degC: { zh: '°C', en: '°C' },
  '%RH': { zh: '%RH', en: '% RH' },
  m3: { zh: 'm³', en: 'm³' },
  'm3/h': { zh: 'm³/h', en: 'm³/h' },
  bool: { zh: '', en: '' },
  deg: { zh: '°', en: '°' },
  s: { zh: '秒', en: 's' },
  min: { zh: '分钟', en: 'min' },
  h: { zh: '小时', en: 'h' },
  pulses: { zh: '个', en: 'pulses' },
  CNY: { zh: '元', en: 'CNY' },
  'uS/cm': { zh: 'µS/cm', en: 'µS/cm' },
  'W/m2': { zh: 'W/m²', en: 'W/m²' },
  lqi: { zh: '', en: '' },
}

/** A unit as people write it behind a number; the empty string when the number stands alone. */
export function unitText(unit: string, language: Language): string {
  return UNIT_TEXTS[unit as Unit]?.[language] ?? unit
}

/** Words for 1 and 0 of the states. */
const STATE_WORDS: Partial<Record<Metric, readonly [off: Name, on: Name]>> = {
  door_open: [
    { zh: '关', en: 'Closed' },
    { zh: '开着', en: 'Open' },
  ],
  valve_open: [
    { zh: '关', en: 'Closed' },
    { zh: '开着', en: 'Open' },
  ],
  switch_on: [
    { zh: '关', en: 'Off' },
    { zh: '开', en: 'On' },
  ],
  water_leak: [
    { zh: '未漏水', en: 'Dry' },
    { zh: '有水', en: 'Water' },
  ],
  smoke_alarm: [
    { zh: '无烟', en: 'Clear' },
    { zh: '有烟', en: 'Smoke' },
  ],
  gas_alarm: [
    { zh: '无燃气', en: 'Clear' },
    { zh: '有燃气', en: 'Gas' },
  ],
  heat_alarm: [
    { zh: '未触发', en: 'Clear' },
    { zh: '高温', en: 'Heat' },
  ],
  flame_alarm: [
    { zh: '未触发', en: 'Clear' },
    { zh: '有火焰', en: 'Flame' },
  ],
  manual_alarm: [
    { zh: '未按下', en: 'Clear' },
    { zh: '已按下', en: 'Pressed' },
  ],
  battery_low: [
    { zh: '电量正常', en: 'Fine' },
    { zh: '电量低', en: 'Low' },
  ],
  tamper: [
    { zh: '完好', en: 'Untouched' },
    { zh: '被拆动', en: 'Tampered' },
  ],
  input_on: [
    { zh: '断开', en: 'Off' },
    { zh: '接通', en: 'On' },
  ],
  external_power: [
    { zh: '电池供电', en: 'On battery' },
    { zh: '外接供电', en: 'Plugged in' },
  ],
}

/** The word for a state's value, or undefined when the metric is a number. */
export function stateWordOf(metric: Metric, value: number): Name | undefined {
  return STATE_WORDS[metric]?.[value >= 0.5 ? 1 : 0]
}
