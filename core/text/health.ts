/** How the taking-in of readings is doing, in words before numbers. */
import type { IngestStatus } from '../contract/ingest.ts'
import type { Name } from '../contract/schema.ts'
import type { StateWord } from './states.ts'
import { fillBoth, texts } from './text.ts'

/** A turn of the program that lasts longer than this is felt by people and devices. */
const BUSY_MS = 200
/** So many readings on their way mean that the disk does not keep up. */
const QUEUE_LONG = 20_000

export interface Verdict {
  readonly state: StateWord
  readonly sentence: Name
  /** What to do about it, when there is something. */
  readonly advice: Name | null
}

const verdicts = texts({
  good: {
    zh: '收到的每条读数都已存到硬盘。',
    en: 'Every reading that comes in is on the disk.',
  },
  quiet: {
    zh: '还没有设备发来读数。',
    en: 'No device has sent a reading yet.',
  },
  away: {
    zh: '数据库连不上。{spooled} 条读数先存在本机，恢复后自动补写，告警照常。',
    en: 'The database cannot be reached. {spooled} readings wait on this machine and are written when it is back; alarms work as usual.',
  },
  awayAdvice: {
    zh: '请检查数据库所在的机器和网络。原因：{detail}',
    en: 'Check the machine the database runs on, and the network. Reason: {detail}',
  },
  full: {
    zh: '读数现在存不下来。设备会保留并重发，但不能一直等。',
    en: 'Readings cannot be kept right now. Devices hold on to them and send again, but not for ever.',
  },
  fullAdvice: {
    zh: '请检查硬盘空间和数据文件夹的权限。原因：{detail}',
    en: 'Check the free space of the disk and the rights of the data folder. Reason: {detail}',
  },
  dropping: {
    zh: '本机暂存已满：为保住最新的读数，已丢弃最早的 {dropped} 条。',
    en: 'The space for waiting readings is full: the oldest {dropped} were given up to keep the newest.',
  },
  droppingAdvice: {
    zh: '请尽快恢复数据库，或调大 STEWARD_SPOOL_MB。原因：{detail}',
    en: 'Bring the database back soon, or raise STEWARD_SPOOL_MB. Reason: {detail}',
  },
  catchingUp: {
    zh: '正在补写停机期间的 {spooled} 条读数。',
    en: 'Writing the {spooled} readings that waited on this machine.',
  },
  slow: {
    zh: '读数来得比存得快，已让设备放慢。没有丢失。',
    en: 'Readings come faster than the disk takes them; devices are being slowed down. Nothing is lost.',
  },
  busy: {
    zh: '这台机器忙不过来：有时要等 {delay} 毫秒才轮到下一件事。',
    en: 'This machine is too busy: the next thing sometimes waits {delay} ms.',
  },
  busyAdvice: {
    zh: '看看是否有别的程序占用了它，或换一台快一些的机器。',
    en: 'See whether another program takes its time, or move to a faster machine.',
  },
})

/** The one sentence of the health page. */
export function verdictOf(status: IngestStatus): Verdict {
  const { store, queueDepth, machine, packets } = status
  const { spooled, dropped = 0, detail } = store
  const said = (state: StateWord, sentence: Name, advice: Name | null = null): Verdict => ({
    state,
    sentence: fillBoth(sentence, { spooled, dropped, delay: Math.round(machine.loopDelayMs.p99) }),
    advice: advice && fillBoth(advice, { detail }),
  })
  if (dropped > 0) return said('alarm', verdicts.dropping, verdicts.droppingAdvice)
  if (!store.healthy && spooled > 0) return said('attention', verdicts.away, verdicts.awayAdvice)
  if (!store.healthy) return said('alarm', verdicts.full, verdicts.fullAdvice)
  if (spooled > 0) return said('attention', verdicts.catchingUp)
  if (queueDepth >= QUEUE_LONG) return said('attention', verdicts.slow)
  if (machine.loopDelayMs.p99 >= BUSY_MS) return said('attention', verdicts.busy, verdicts.busyAdvice)
  return said('good', packets === 0 ? verdicts.quiet : verdicts.good)
}

export const healthTexts = texts({
  wayIn: { zh: '收', en: 'Coming in' },
  kept: { zh: '存', en: 'Kept' },
  machine: { zh: '机器', en: 'This machine' },
  refused: { zh: '没有收下的', en: 'Refused' },
  refusedNone: {
    zh: '启动以来，每条消息都收下了。',
    en: 'Since the start every message has been taken.',
  },
  refusedText: {
    zh: '启动以来按原因计数。消息原文最近 1,000 条可以查看。',
    en: 'Counted by reason since the start. The last 1,000 messages are kept to look at.',
  },
  packets: { zh: '消息', en: 'Messages' },
  perSecond: { zh: '每秒', en: 'a second' },
  clients: { zh: '在线连接', en: 'Connections' },
  queue: { zh: '正在写入', en: 'On their way to the disk' },
  stored: { zh: '启动以来存下', en: 'Kept since the start' },
  duplicates: { zh: '重复（只存一次）', en: 'Repeats (kept once)' },
  ack: { zh: '多久落盘', en: 'On the disk after' },
  ackValue: { zh: '一般 {p50} ms，最慢 1% {p99} ms', en: 'usually {p50} ms, slowest 1 % {p99} ms' },
  ackNone: { zh: '最近一分钟没有消息', en: 'no message in the last minute' },
  store: { zh: '数据库', en: 'Database' },
  readings: { zh: '读数总数', en: 'Readings in all' },
  size: { zh: '占用硬盘', en: 'Disk used' },
  perReading: { zh: '每条 {bytes} 字节', en: '{bytes} bytes each' },
  since: { zh: '最早的读数', en: 'Oldest reading' },
  spooled: { zh: '本机暂存', en: 'Waiting on this machine' },
  running: { zh: '已运行', en: 'Running for' },
  memory: { zh: '内存', en: 'Memory' },
  loopDelay: { zh: '反应时间（最慢 1%）', en: 'Response (slowest 1 %)' },
  samples: { zh: '看原文', en: 'See the messages' },
  apiDocs: { zh: '接口文档', en: 'API documentation' },
  metrics: { zh: '监控指标（Prometheus）', en: 'Metrics (Prometheus)' },
})
