import { openDuckDbStore } from '../server/store/series-duckdb.ts'
import { mkdtempSync, rmSync } from 'node:fs'
const folder = mkdtempSync('/tmp/yr-')
const log = { debug(){}, info(){}, warn: console.log, error: console.log } as any
let store = await openDuckDbStore({ folder, log })
const P = 100, DAY = 86400000, T0 = Date.UTC(2025,0,1), DAYS = 365
let t = performance.now(); let sealMs = 0, worst = 0
for (let d = 0; d < DAYS; d++) {
  for (let h = 0; h < 24; h += 6) { const b = []; for (let m = 0; m < 360; m++) for (let p = 1; p <= P; p++) { const n = d*1440 + h*60 + m; b.push({ point: p, at: T0 + n*60000 + p, value: p <= 50 ? Math.round(n * 0.37) / 100 : Math.round((4+2*Math.sin(n/300+p))*10)/10, quality: 'good' as const }) } await store.append(b) }
  const s = performance.now(); await store.maintain!(T0 + (d+1)*DAY + 7*3600000); const e = performance.now()-s; sealMs += e; worst = Math.max(worst, e)
}
for (let i=0;i<14;i++) await store.maintain!(T0 + 500*DAY + i)
console.log('filled', ((performance.now()-t)/1000).toFixed(0), 's; sealing', (sealMs/1000).toFixed(0), 's worst', worst.toFixed(0))
console.log(await store.stats())
const timed = async (name: string, f: () => Promise<any>) => { const ts=[]; for (let i=0;i<7;i++){ const s=performance.now(); await f(); ts.push(performance.now()-s)} console.log(name, 'first', ts[0]!.toFixed(0), 'median', ts.sort((a,b)=>a-b)[3]!.toFixed(1)) }
const edges = Array.from({length: 366}, (_, d) => T0 + 16*3600000 - DAY + d*DAY)
await timed('year chart', () => store.buckets(77, T0, T0+365*DAY, 500))
await timed('daily use 100, a year', () => store.deltas(Array.from({length:100},(_,p)=>({point:p+1, facts: p < 50 ? {modulus:null,noise:0,maxPerHour:1000} : null})), edges))
await timed('daily use 50 counters', () => store.deltas(Array.from({length:50},(_,p)=>({point:p+1, facts: {modulus:null,noise:0,maxPerHour:1000}})), edges))
await timed('day raw', () => store.range(33, T0+200*DAY, T0+201*DAY))
await timed('month daily use of one', () => store.deltas([{point:3,facts:null}], edges.slice(100,131)))
await timed('stats', () => store.stats())
await store.close(); t = performance.now(); store = await openDuckDbStore({ folder, log }); console.log('reopen', (performance.now()-t).toFixed(0), process.memoryUsage.rss()/1e6)
await store.close(); rmSync(folder, {recursive:true})
