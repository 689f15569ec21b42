import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import type { Brand, BrandInUse } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { SettingsPage } from '../settings-page.tsx'
import { BrandFields } from './brand-fields.tsx'
import { BrandPreview } from './brand-preview.tsx'
import './brand.css'

/** How the company shows itself to customers, with what comes of it beside. */
export function BrandPage() {
  const { t } = useTranslation()
  const query = useRead('/brand')
  return (
    <SettingsPage tab="brand" answers={t('brand.answers')}>
      <Loaded query={query} where={t('settings.tabs.brand')} height={480}>
        {(inUse) => <Editor key={inUse.version} inUse={inUse} />}
      </Loaded>
    </SettingsPage>
  )
}

function Editor({ inUse }: { inUse: BrandInUse }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const may = useMay('settings.manage')
  const save = useWrite('put', '/brand', ['/brand'])
  const [brand, setBrand] = useState<Brand>(inUse.brand)
  const isChanged = JSON.stringify(brand) !== JSON.stringify(inUse.brand)
  const keep = async (next: Brand) => {
    try {
      await save.mutateAsync({ body: { brand: next, after: inUse.version } })
      void message.success(t('settings.saved'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <div className="columns">
      <div className="span-5 stack">
        <Part
          title={t('settings.tabs.brand')}
          {...(may ? {} : { note: t('settings.workspace.readOnly') })}
          actions={
            may ? (
              <Button
                type="primary"
                disabled={!isChanged}
                loading={save.isPending}
                onClick={() => void keep(brand)}
              >
                {t('common.save')}
              </Button>
            ) : null
          }
        >
          <fieldset className="plan-fields stack" disabled={!may}>
            <BrandFields brand={brand} may={may} onChange={setBrand} />
          </fieldset>
        </Part>
        <Versions inUse={inUse} may={may} onRestore={(earlier) => void keep(earlier)} />
      </div>
      <div className="span-7">
        <BrandPreview brand={brand} />
      </div>
    </div>
  )
}

function Versions({
  inUse,
  may,
  onRestore,
}: {
  inUse: BrandInUse
  may: boolean
  onRestore: (brand: Brand) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  if (inUse.versions.length === 0) return null
  return (
    <Part title={t('brand.versions')}>
      <ul className="brand-versions">
        {inUse.versions.map(({ version, savedAt, brand }) => (
          <li key={version} className="bar">
            <span className="brand-dot" style={{ background: brand.colours.accent }} />
            <span className="grow">{t('brand.version', { version, at: format.dateTime(savedAt) })}</span>
            {version === inUse.version ? (
              <span className="faint">{t('brand.inUse')}</span>
            ) : may ? (
              <Button
                size="small"
                aria-label={t('brand.restoreThis', { version })}
                onClick={() => onRestore(brand)}
              >
                {t('brand.restore')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Part>
  )
}
