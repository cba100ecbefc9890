import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createRecorder, type RawPacket, readRecording, replay } from '../../simulators/recorder.ts'

const folder = mkdtempSync(join(tmpdir(), 'steward-recorder-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('raw packets', () => {
  const packets: RawPacket[] = [
    {
      at: 1000,
      topic: 'tele/a/SENSOR',
      payload: Buffer.from('{"Time":"x"}'),
      retain: false,
      qos: 1,
    },
    {
      at: 1020,
      topic: 'meter/1',
      payload: Buffer.from([0xfe, 0x68, 0x00, 0x16]),
      retain: true,
      qos: 0,
    },
  ]

  it('come back from a recording byte for byte, and are sent again in order', async () => {
    const path = join(folder, 'packets.jsonl')
    const recorder = createRecorder(path)
    for (const packet of packets) await recorder.record(packet)
    await recorder.close()
    const sent: RawPacket[] = []
    const count = await replay(path, {
      speed: 10,
      publish: packet => void sent.push(packet),
    })
    expect(count).toBe(2)
    expect(sent).toEqual(packets)
  })

  it('a line that is none is named by its number', async () => {
    const path = join(folder, 'cut.jsonl')
    const recorder = createRecorder(path)
    for (const packet of packets) await recorder.record(packet)
    await recorder.close()
    writeFileSync(path, '{"at":3000,"topic":"tele', { flag: 'a' })
    const read = async () => {
      for await (const packet of readRecording(path)) expect(packet.topic).not.toBe('')
    }
    await expect(read()).rejects.toThrow(/cut\.jsonl:3/)
  })
})
