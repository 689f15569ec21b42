import { App, theme as antdTheme, ConfigProvider, type ThemeConfig } from 'antd'
import en from 'antd/locale/en_US'
import zh from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { dark, light, type Palette } from './tokens.ts'
import { useLanguage } from './use-format.ts'

export type Appearance = 'system' | 'light' | 'dark'
interface Theme {
  palette: Palette
  isDark: boolean
  appearance: Appearance
  setAppearance(next: Appearance): void
}
const ThemeContext = createContext<Theme>({
  palette: light,
  isDark: false,
  appearance: 'system',
  setAppearance: () => undefined,
})
export const useTheme = (): Theme => useContext(ThemeContext)

const storageKey = 'liangti.appearance'
const systemDark = () => window.matchMedia('(prefers-color-scheme: dark)')
const calm = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches

function antdConfig(p: Palette, isDark: boolean): ThemeConfig {
  return {
    algorithm: isDark ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    token: {
      colorPrimary: p.cinnabar,
      colorInfo: p.series[0] ?? p.ink,
      colorSuccess: p.celadon,
      colorLink: p.ink,
      colorLinkHover: p.cinnabar,
      colorText: p.ink,
      colorTextSecondary: p.inkSoft,
      colorTextTertiary: p.inkFaint,
      colorTextPlaceholder: p.inkFaint,
      colorTextDescription: p.inkSoft,
      colorBgLayout: p.paper,
      colorBgContainer: p.sheet,
      colorBorder: p.lineStrong,
      colorBorderSecondary: p.line,
      borderRadius: 6,
      fontSize: 14,
      controlHeight: 30,
      controlHeightSM: 24,
      controlHeightLG: 38,
      fontFamily: 'var(--font)',
      boxShadow: 'none',
      boxShadowTertiary: 'none',
      motionDurationFast: '0.08s',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.15s',
      motion: !calm(),
      wireframe: false,
    },
    components: {
      Segmented: { trackBg: p.line, itemSelectedBg: p.sheet, itemColor: p.inkSoft, trackPadding: 2 },
      Slider: {
        trackBg: p.inkSoft,
        trackHoverBg: p.ink,
        handleColor: p.ink,
        handleActiveColor: p.cinnabar,
        railBg: p.line,
      },
      Button: {
        // White words on it need more depth at night than the accent alone has.
        colorPrimary: isDark ? '#b4432d' : p.cinnabar,
        algorithm: false,
        // The accent as it is: the paler one of the library is hard to read.
        colorPrimaryHover: isDark ? '#a13b27' : '#b33b25',
        colorPrimaryActive: isDark ? '#8c3220' : '#9c321e',
        defaultHoverColor: p.cinnabar,
        defaultHoverBorderColor: p.cinnabar,
        defaultActiveColor: p.cinnabar,
        defaultActiveBorderColor: p.cinnabar,
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        fontWeight: 500,
      },
    },
  }
}

/** Colours, language of the components, light or dark. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const language = useLanguage()
  const [appearance, setStored] = useState<Appearance>(
    () => (window.localStorage.getItem(storageKey) as Appearance | null) ?? 'system',
  )
  const [system, setSystem] = useState(() => systemDark().matches)
  useEffect(() => {
    const query = systemDark()
    const onChange = () => setSystem(query.matches)
    query.addEventListener('change', onChange)
    return () => query.removeEventListener('change', onChange)
  }, [])
  const isDark = appearance === 'dark' || (appearance === 'system' && system)
  const palette = isDark ? dark : light
  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
    document.documentElement.lang = language
    dayjs.locale(language === 'en' ? 'en' : 'zh-cn')
  }, [isDark, language])
  const value = useMemo<Theme>(
    () => ({
      palette,
      isDark,
      appearance,
      setAppearance: (next) => {
        window.localStorage.setItem(storageKey, next)
        setStored(next)
      },
    }),
    [palette, isDark, appearance],
  )
  const config = useMemo(() => antdConfig(palette, isDark), [palette, isDark])
  return (
    <ThemeContext.Provider value={value}>
      <ConfigProvider locale={language === 'en' ? en : zh} theme={config} button={{ autoInsertSpace: false }}>
        <App message={{ maxCount: 3 }} notification={{ placement: 'bottomRight' }}>
          {children}
        </App>
      </ConfigProvider>
    </ThemeContext.Provider>
  )
}
