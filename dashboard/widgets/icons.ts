/** The icons that several pages use, imported one by one so that only they are shipped. */
import bell from 'lucide-static/icons/bell.svg?raw'
import bellOff from 'lucide-static/icons/bell-off.svg?raw'
import circleAlert from 'lucide-static/icons/circle-alert.svg?raw'
import check from 'lucide-static/icons/circle-check.svg?raw'
import circleDashed from 'lucide-static/icons/circle-dashed.svg?raw'
import circleHelp from 'lucide-static/icons/circle-question-mark.svg?raw'
import off from 'lucide-static/icons/circle-slash.svg?raw'
import cpu from 'lucide-static/icons/cpu.svg?raw'
import ellipsis from 'lucide-static/icons/ellipsis.svg?raw'
import file from 'lucide-static/icons/file-text.svg?raw'
import home from 'lucide-static/icons/house.svg?raw'
import signOut from 'lucide-static/icons/log-out.svg?raw'
import screen from 'lucide-static/icons/monitor.svg?raw'
import moon from 'lucide-static/icons/moon.svg?raw'
import stop from 'lucide-static/icons/octagon.svg?raw'
import octagon from 'lucide-static/icons/octagon-alert.svg?raw'
import settings from 'lucide-static/icons/settings.svg?raw'
import shield from 'lucide-static/icons/shield-check.svg?raw'
import sprout from 'lucide-static/icons/sprout.svg?raw'
import sun from 'lucide-static/icons/sun.svg?raw'
import system from 'lucide-static/icons/sun-moon.svg?raw'
import triangle from 'lucide-static/icons/triangle-alert.svg?raw'
import user from 'lucide-static/icons/user.svg?raw'
import utensils from 'lucide-static/icons/utensils.svg?raw'
import soundOn from 'lucide-static/icons/volume-2.svg?raw'
import soundOff from 'lucide-static/icons/volume-x.svg?raw'
import wifiOff from 'lucide-static/icons/wifi-off.svg?raw'
import zap from 'lucide-static/icons/zap.svg?raw'

export const icons = {
  bell,
  bellOff,
  check,
  circleAlert,
  circleDashed,
  circleHelp,
  cpu,
  ellipsis,
  file,
  home,
  moon,
  octagon,
  off,
  screen,
  settings,
  shield,
  signOut,
  soundOff,
  soundOn,
  sprout,
  stop,
  sun,
  system,
  triangle,
  user,
  utensils,
  wifiOff,
  zap,
}
