/** Photos made small enough to send over a canteen's Wi-Fi. */
import { PICTURE_CHARS_MAX } from '../../core/contract/picture.ts'

const SIDE_MAX_PX = 1600
const QUALITIES = [0.8, 0.6, 0.4] as const

/** Base64 of a JPEG no larger than the server takes. Rejects for what is no picture. */
export async function smallPicture(file: Blob): Promise<string> {
  const bitmap = await createImageBitmap(file)
  const scale = Math.min(1, SIDE_MAX_PX / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(bitmap.width * scale)
  canvas.height = Math.round(bitmap.height * scale)
  const brush = canvas.getContext('2d')
  if (brush === null) throw new Error('no canvas')
  // What is transparent in a drawing is paper.
  brush.fillStyle = 'white'
  brush.fillRect(0, 0, canvas.width, canvas.height)
  brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  for (const quality of QUALITIES) {
    const [, base64 = ''] = canvas.toDataURL('image/jpeg', quality).split(',')
    if (base64.length <= PICTURE_CHARS_MAX) return base64
  }
  throw new Error('the picture stays too large')
}
