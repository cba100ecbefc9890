/**
 * Native Excel charts (DrawingML, ECMA-376 part 1, §21.2) as a feature of write-excel-file: each follows the cells it
 * was made of, so who changes a number sees the chart change.
 */
import { columnName, type SheetChart } from './workbook.ts'

const DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006/main'
const CHART = 'http://schemas.openxmlformats.org/drawingml/2006/chart'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const CHART_TYPE = 'application/vnd.openxmlformats-officedocument.drawingml.chart+xml'

const COLORS = ['0B5C8A', 'E69F00', '2A9D6F', '8C4A8E', '56B4E9', 'B5492C', '6B7075', 'C7B446']
/** Columns and rows of the sheet that a chart covers. */
export const CHART_COLUMNS = 8
export const CHART_ROWS = 16

interface WithCharts {
  readonly charts?: readonly SheetChart[]
  readonly sheet?: string
}
interface Place {
  readonly sheetId: string | number
}

const partName = (sheetId: string | number, n: number) => `chart-${sheetId}-${n + 1}.xml`

/** Sheets carry their charts in an option of their own, `charts`. */
export const excelCharts = {
  files: {
    transform: {
      // On paper all columns stand on one sheet beside each other, however many sheets follow below.
      'xl/worksheets/sheet{id}.xml': {
        transform: (xml: string) =>
          xml
            .replace('<sheetViews', '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews')
            .replace('<pageSetup ', '<pageSetup fitToWidth="1" fitToHeight="0" '),
      },
      '[Content_Types].xml': {
        insert: (sheets: readonly WithCharts[]) =>
          sheets
            .flatMap(({ charts = [] }, index) =>
              charts.map(
                (_, n) =>
                  `<Override PartName="/xl/charts/${partName(index + 1, n)}" ContentType="${CHART_TYPE}"/>`,
              ),
            )
            .join(''),
      },
      'xl/drawings/drawing{id}.xml': {
        insert: ({ charts = [] }: WithCharts) => charts.map(anchorXml).join(''),
      },
      'xl/drawings/_rels/drawing{id}.xml.rels': {
        insert: ({ charts = [] }: WithCharts, { sheetId }: Place) =>
          charts
            .map(
              (_, n) =>
                `<Relationship Id="rId-chart-${n + 1}" Type="${RELATIONS}/chart" Target="../charts/${partName(sheetId, n)}"/>`,
            )
            .join(''),
      },
    },
    write: {
      files: (sheets: readonly WithCharts[]) =>
        Object.fromEntries(
          sheets.flatMap(({ charts = [], sheet = 'Sheet1' }, index) =>
            charts.map(
              (chart, n) => [`xl/charts/${partName(index + 1, n)}`, chartXml(chart, sheet)] as const,
            ),
          ),
        ),
    },
  },
}

function anchorXml({ row, column, title }: SheetChart, n: number): string {
  const corner = (name: string, c: number, r: number) =>
    `<xdr:${name}><xdr:col>${c}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${r}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:${name}>`
  return (
    `<xdr:twoCellAnchor>${corner('from', column, row)}${corner('to', column + CHART_COLUMNS, row + CHART_ROWS)}` +
    `<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="${n + 2}" name="${inXml(title)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>` +
    '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>' +
    `<a:graphic xmlns:a="${DRAWING}"><a:graphicData uri="${CHART}"><c:chart xmlns:c="${CHART}" xmlns:r="${RELATIONS}" r:id="rId-chart-${n + 1}"/></a:graphicData></a:graphic>` +
    '</xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>'
  )
}

function chartXml(chart: SheetChart, sheet: string): string {
  const isLines = chart.shape === 'lines'
  const series = Array.from({ length: chart.series }, (_, n) => seriesXml(chart, sheet, n)).join('')
  const axes = '<c:axId val="1"/><c:axId val="2"/>'
  const plot = isLines
    ? `<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${series}<c:marker val="0"/>${axes}</c:lineChart>`
    : `<c:barChart><c:barDir val="col"/><c:grouping val="${chart.shape === 'stacked' ? 'stacked' : 'clustered'}"/><c:varyColors val="0"/>${series}<c:gapWidth val="40"/>${chart.shape === 'stacked' ? '<c:overlap val="100"/>' : ''}${axes}</c:barChart>`
  return (
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace xmlns:c="${CHART}" xmlns:a="${DRAWING}" xmlns:r="${RELATIONS}">` +
    `<c:roundedCorners val="0"/><c:chart>${titleXml(chart.title, 1200)}<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>${plot}${axesXml(chart)}</c:plotArea>` +
    `${chart.series > 1 ? '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>' : ''}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>`
  )
}

function titleXml(title: string, size: number): string {
  return `<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="${size}" b="1"/></a:pPr><a:r><a:rPr sz="${size}" b="1"/><a:t>${inXml(title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>`
}

function seriesXml({ shape, firstRow, lastRow }: SheetChart, sheet: string, n: number): string {
  const column = columnName(n + 1)
  const color = `<a:solidFill><a:srgbClr val="${COLORS[n % COLORS.length]}"/></a:solidFill>`
  const look =
    shape === 'lines'
      ? `<c:spPr><a:ln w="19050">${color}</a:ln></c:spPr><c:marker><c:symbol val="none"/></c:marker>`
      : `<c:spPr>${color}</c:spPr><c:invertIfNegative val="0"/>`
  const cells = (letter: string) =>
    inXml(`${quoted(sheet)}!$${letter}$${firstRow + 1}:$${letter}$${lastRow + 1}`)
  const head = inXml(`${quoted(sheet)}!$${column}$${firstRow}`)
  return (
    `<c:ser><c:idx val="${n}"/><c:order val="${n}"/><c:tx><c:strRef><c:f>${head}</c:f></c:strRef></c:tx>${look}` +
    `<c:cat><c:strRef><c:f>${cells('A')}</c:f></c:strRef></c:cat><c:val><c:numRef><c:f>${cells(column)}</c:f></c:numRef></c:val>` +
    `${shape === 'lines' ? '<c:smooth val="0"/>' : ''}</c:ser>`
  )
}

function axesXml({ unit, format }: SheetChart): string {
  const line = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="C9CCC8"/></a:solidFill></a:ln></c:spPr>'
  return (
    `<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>${line}<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>` +
    `<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines>${line}</c:majorGridlines>${titleXml(unit, 900)}<c:numFmt formatCode="${inXml(format)}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx>`
  )
}

const quoted = (sheet: string) => `'${sheet.replaceAll("'", "''")}'`

function inXml(text: string): string {
  return text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}
