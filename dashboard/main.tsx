import 'uplot/dist/uPlot.min.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/pieces.css'
import './styles/pages.css'
import './styles/access.css'
import './styles/devices.css'
import './styles/safety.css'
import './styles/reports.css'
import './styles/duty.css'
import './styles/energy.css'
import './styles/kitchen.css'
import './styles/grounds.css'
import { render } from 'preact'
import { App } from './app.tsx'
import './data/install.ts'
import { start } from './data/session.ts'

const root = document.getElementById('app')
if (root !== null) render(<App />, root)
void start()
if ('serviceWorker' in navigator && isSecureContext)
  // Without a worker the app still runs; only the start without a network is lost.
  navigator.serviceWorker.register('/sw.js').catch(() => undefined)
