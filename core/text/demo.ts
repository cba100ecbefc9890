/** Names of the places and devices of the simulated canteen, by their ids in the scenario. */
import type { Name } from '../contract/schema.ts'
import { texts } from './text.ts'

export const demoSite: Name = { zh: '晋源学校食堂', en: 'Jinyuan School Canteen' }

export const demoAreas = texts({
  kitchen: { zh: '热厨', en: 'Kitchen' },
  'cold-store': { zh: '冷藏冷冻间', en: 'Cold store' },
  serving: { zh: '备餐间', en: 'Serving room' },
  dining: { zh: '餐厅', en: 'Dining hall' },
  'gas-room': { zh: '燃气表间', en: 'Gas meter room' },
  'boiler-room': { zh: '锅炉房', en: 'Boiler room' },
  'plant-room': { zh: '配电间', en: 'Switch room' },
  'pump-room': { zh: '水表间', en: 'Water meter room' },
  grounds: { zh: '园区', en: 'Grounds' },
  'north-lawn': { zh: '北草坪', en: 'North lawn' },
  'south-lawn': { zh: '南草坪', en: 'South lawn' },
  hedges: { zh: '绿篱', en: 'Hedges' },
  'rose-beds': { zh: '月季花坛', en: 'Rose beds' },
})

export const demoDevices = texts({
  'fridge-1': { zh: '1 号冷藏柜（蔬菜）', en: 'Fridge 1, vegetables' },
  'fridge-2': { zh: '2 号冷藏柜（肉类）', en: 'Fridge 2, meat' },
  'fridge-3': { zh: '3 号冷藏柜（蛋奶）', en: 'Fridge 3, eggs and milk' },
  'fridge-4': { zh: '4 号冷藏柜（豆制品）', en: 'Fridge 4, tofu' },
  'fridge-5': { zh: '5 号冷藏柜（凉菜）', en: 'Fridge 5, cold dishes' },
  'fridge-6': { zh: '6 号冷藏柜（调料）', en: 'Fridge 6, sauces' },
  'freezer-1': { zh: '1 号冷冻柜（猪肉）', en: 'Freezer 1, pork' },
  'freezer-2': { zh: '2 号冷冻柜（禽肉）', en: 'Freezer 2, poultry' },
  'freezer-3': { zh: '3 号冷冻柜（水产）', en: 'Freezer 3, fish' },
  'freezer-4': { zh: '4 号冷冻柜（面点）', en: 'Freezer 4, dumplings' },
  'cold-room-1': { zh: '冷库', en: 'Cold room' },
  'sample-fridge-1': { zh: '留样柜', en: 'Retained samples' },
  'hot-1': { zh: '1 号保温柜', en: 'Hot holding 1' },
  'hot-2': { zh: '2 号保温柜', en: 'Hot holding 2' },
  'gas-1': { zh: '炒灶区燃气探测器', en: 'Gas, wok line' },
  'gas-2': { zh: '蒸箱区燃气探测器', en: 'Gas, steamers' },
  'gas-3': { zh: '表间燃气探测器', en: 'Gas, meter room' },
  'co-1': { zh: '锅炉房一氧化碳', en: 'CO, boiler room' },
  'smoke-1': { zh: '餐厅东烟感', en: 'Smoke, hall east' },
  'smoke-2': { zh: '餐厅西烟感', en: 'Smoke, hall west' },
  'smoke-3': { zh: '配电间烟感', en: 'Smoke, switch room' },
  'smoke-4': { zh: '备餐间烟感', en: 'Smoke, serving room' },
  'leak-1': { zh: '洗碗机漏水', en: 'Leak, dishwasher' },
  'leak-2': { zh: '锅炉房漏水', en: 'Leak, boiler room' },
  'door-cold-room': { zh: '冷库门', en: 'Cold room door' },
  'door-back': { zh: '厨房后门', en: 'Kitchen back door' },
  'door-gas-room': { zh: '燃气表间门', en: 'Gas room door' },
  'water-main': { zh: '总水表', en: 'Water, main' },
  'water-kitchen': { zh: '厨房水表', en: 'Water, kitchen' },
  'water-irrigation': { zh: '绿化水表', en: 'Water, watering' },
  'boiler-makeup': { zh: '锅炉补水脉冲', en: 'Boiler make-up water' },
  'electricity-main': { zh: '总电表', en: 'Electricity, main' },
  'electricity-kitchen': { zh: '厨房动力电表', en: 'Electricity, kitchen' },
  'electricity-cold': { zh: '冷藏冷冻电表', en: 'Electricity, cold storage' },
  'electricity-lighting': { zh: '照明电表', en: 'Electricity, lighting' },
  'gas-meter': { zh: '燃气表', en: 'Gas meter' },
  'weather-station': { zh: '气象站', en: 'Weather station' },
  'valve-north': { zh: '北草坪阀', en: 'Valve, north lawn' },
  'valve-south': { zh: '南草坪阀', en: 'Valve, south lawn' },
  'valve-hedges': { zh: '绿篱阀', en: 'Valve, hedges' },
  'valve-roses': { zh: '月季花坛阀', en: 'Valve, rose beds' },
  'soil-north': { zh: '北草坪土壤', en: 'Soil, north lawn' },
  'soil-south': { zh: '南草坪土壤', en: 'Soil, south lawn' },
  'soil-hedges': { zh: '绿篱土壤', en: 'Soil, hedges' },
  'soil-roses': { zh: '月季花坛土壤', en: 'Soil, rose beds' },
})

export const demoSupply: Name = { zh: '绿化供水管', en: 'Grounds water main' }

export const demoPrograms = texts({
  lawns: { zh: '草坪晨浇', en: 'Lawns, early morning' },
  beds: { zh: '绿篱与花坛', en: 'Hedges and beds' },
})

export const demoTariffs = texts({
  electricity: { zh: '工商业分时电价（示例）', en: 'Commercial time-of-use (example)' },
  water: { zh: '非居民水价（示例）', en: 'Commercial water (example)' },
  gas: { zh: '非居民气价（示例）', en: 'Commercial gas (example)' },
})
