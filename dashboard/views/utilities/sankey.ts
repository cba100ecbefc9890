/** Where the bands of a flow lie: columns by depth, heights by use. Pure. */
import type { FlowNode } from '../../../core/contract/energy.ts'

export interface Box {
  readonly node: FlowNode
  /** The part of a parent that no meter behind it counts. */
  readonly isRest: boolean
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly use: number
}

export interface Band {
  readonly key: string
  readonly path: string
}

export interface Layout {
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  readonly bands: readonly Band[]
}

/** A name and its figure may lie on the band that leaves their node, but not on the next node. */
const COLUMN_LEAST = 150
/** Further apart the eye loses the band. */
const COLUMN_MOST = 640
const NODE_WIDTH = 14
const GAP = 16
/** Two lines of text. */
const HEIGHT_LEAST = 32
const TALL = 320
const DEPTH_MAX = 8
/** A rest smaller than this part of its meter is the meters' own inexactness. */
const REST_LEAST = 0.01

/** Meters that are not known, or used nothing, have no band. `room`: the width there is; `label`: that of the longest name; pixels. */
export function layOut(nodes: readonly FlowNode[], room = 1000, label = COLUMN_LEAST): Layout {
  const known = nodes.filter(({ use }) => use !== null && use > 0)
  const ids = new Set(known.map(({ meterId }) => meterId))
  const roots = known.filter(({ parentId }) => parentId === null || !ids.has(parentId))
  const column = columnOf(known, roots, room - label)
  const all = roots.reduce((sum, { use }) => sum + (use ?? 0), 0)
  const boxes: Box[] = []
  const bands: Band[] = []
  let bottom = 0
  const place = (node: FlowNode, depth: number, top: number): number => {
    const use = node.use ?? 0
    const height = Math.max(HEIGHT_LEAST, (use / all) * TALL)
    const x = depth * column
    const children = depth >= DEPTH_MAX ? [] : known.filter(({ parentId }) => parentId === node.meterId)
    boxes.push({ node, isRest: false, x, y: top, width: NODE_WIDTH, height, use })
    let y = top
    let from = top
    const parts = children.reduce((sum, child) => sum + (child.use ?? 0), 0)
    const scale = height / Math.max(use, parts)
    for (const child of children) {
      const childTop = y
      const end = place(child, depth + 1, childTop)
      bands.push(
        band(
          child.meterId,
          x + NODE_WIDTH,
          from,
          (child.use ?? 0) * scale,
          x + column,
          childTop,
          heightOf(child.use ?? 0, all),
        ),
      )
      from += (child.use ?? 0) * scale
      y = Math.max(end, childTop + heightOf(child.use ?? 0, all)) + GAP
    }
    if (children.length > 0 && node.rest !== null && node.rest > use * REST_LEAST) {
      const restHeight = heightOf(node.rest, all)
      boxes.push({
        node,
        isRest: true,
        x: x + column,
        y,
        width: NODE_WIDTH,
        height: restHeight,
        use: node.rest,
      })
      bands.push(
        band(`${node.meterId}-rest`, x + NODE_WIDTH, from, node.rest * scale, x + column, y, restHeight),
      )
      y += restHeight + GAP
    }
    bottom = Math.max(bottom, y, top + height)
    return Math.max(y - (y > top ? GAP : 0), top + height)
  }
  let top = 0
  for (const root of roots) top = place(root, 0, top) + GAP * 2
  const depth = boxes.reduce((most, { x }) => Math.max(most, x), 0)
  return { width: depth + NODE_WIDTH + label, height: Math.max(bottom, 40), boxes, bands }
}

/** Columns share the room, as far as names can be read and bands followed. */
function columnOf(known: readonly FlowNode[], roots: readonly FlowNode[], room: number): number {
  let columns = 0
  for (let level = roots; level.length > 0 && columns <= DEPTH_MAX; columns++) {
    const ids = new Set(level.map(({ meterId }) => meterId))
    level = known.filter(({ parentId }) => parentId !== null && ids.has(parentId))
  }
  return Math.min(COLUMN_MOST, Math.max(COLUMN_LEAST, (room - NODE_WIDTH) / Math.max(1, columns - 1)))
}

function heightOf(use: number, all: number): number {
  return Math.max(HEIGHT_LEAST, (use / all) * TALL)
}

function band(key: string, x0: number, y0: number, h0: number, x1: number, y1: number, h1: number): Band {
  const middle = (x0 + x1) / 2
  const path = `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}V${y1 + h1}C${middle} ${y1 + h1} ${middle} ${y0 + h0} ${x0} ${y0 + h0}Z`
  return { key, path }
}
