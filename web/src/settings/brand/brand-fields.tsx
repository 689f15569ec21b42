import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Brand } from '../../api/types.ts'
import { PicturePicker } from '../../pictures/picture-picker.tsx'
import { Field } from '../../ui/field.tsx'

const languages = ['zh-CN', 'en'] as const
const colours = ['accent', 'onAccent', 'ink', 'paper', 'second'] as const
const mostLinks = 6

interface FieldsProps {
  brand: Brand
  onChange: (next: Brand) => void
}

export function BrandFields({ brand, may, onChange }: FieldsProps & { may: boolean }) {
  const { t } = useTranslation()
  const [isPicking, setPicking] = useState(false)
  const set = (part: Partial<Brand>) => onChange({ ...brand, ...part })
  return (
    <>
      <InBoth name="name" most={60} brand={brand} onChange={onChange} />
      <Field label={t('brand.senderName')} optional>
        <Input
          value={brand.senderName}
          maxLength={60}
          onChange={(event) => set({ senderName: event.target.value })}
        />
      </Field>
      <div className="field">
        <span>{t('brand.logo')}</span>
        <div className="bar">
          {brand.logo ? (
            <img className="brand-logo" src={brand.logo.path} alt={t('brand.logo')} />
          ) : (
            <span className="faint">{t('brand.noLogo')}</span>
          )}
          {may ? <Button onClick={() => setPicking(true)}>{t('brand.chooseLogo')}</Button> : null}
          {may && brand.logo ? (
            <Button onClick={() => set({ logo: null })}>{t('brand.removeLogo')}</Button>
          ) : null}
        </div>
      </div>
      <div className="fields-row">
        {colours.map((name) => (
          <Field key={name} label={t(`brand.colours.${name}`)}>
            <span className="bar">
              <input
                type="color"
                value={brand.colours[name]}
                onChange={(event) => set({ colours: { ...brand.colours, [name]: event.target.value } })}
              />
              <span className="faint">{brand.colours[name]}</span>
            </span>
          </Field>
        ))}
      </div>
      <InBoth name="address" most={300} lines={3} brand={brand} onChange={onChange} />
      <InBoth name="legal" most={600} lines={3} brand={brand} onChange={onChange} />
      <Links brand={brand} may={may} onChange={onChange} />
      {isPicking ? (
        <PicturePicker
          onClose={() => setPicking(false)}
          onChoose={({ path, width, height }) => {
            set({ logo: { path, width, height } })
            setPicking(false)
          }}
        />
      ) : null}
    </>
  )
}

function InBoth({
  name,
  most,
  lines = 1,
  brand,
  onChange,
}: FieldsProps & { name: 'name' | 'address' | 'legal'; most: number; lines?: number }) {
  const { t } = useTranslation()
  const Control = lines === 1 ? Input : Input.TextArea
  return (
    <div className="fields-row">
      {languages.map((language) => (
        <Field
          key={language}
          label={t('brand.inLanguage', {
            what: t(`brand.${name}`),
            language: t(`campaigns.creative.languages.${language}`),
          })}
          optional
        >
          <Control
            value={brand[name][language]}
            maxLength={most}
            {...(lines === 1 ? {} : { rows: lines })}
            onChange={(event: { target: { value: string } }) =>
              onChange({ ...brand, [name]: { ...brand[name], [language]: event.target.value } })
            }
          />
        </Field>
      ))}
    </div>
  )
}

function Links({ brand, may, onChange }: FieldsProps & { may: boolean }) {
  const { t } = useTranslation()
  const change = (at: number, part: Partial<Brand['links'][number]>) =>
    onChange({
      ...brand,
      links: brand.links.map((link, index) => (index === at ? { ...link, ...part } : link)),
    })
  return (
    <div className="stack-tight">
      {brand.links.map((link, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: links have no other name while they are typed
        <div key={index} className="fields-row">
          {languages.map((language) => (
            <Field
              key={language}
              label={t('brand.inLanguage', {
                what: t('brand.linkLabel'),
                language: t(`campaigns.creative.languages.${language}`),
              })}
            >
              <Input
                value={link.label[language]}
                maxLength={40}
                onChange={(event) =>
                  change(index, { label: { ...link.label, [language]: event.target.value } })
                }
              />
            </Field>
          ))}
          <Field label={t('brand.linkUrl')}>
            <Input value={link.url} onChange={(event) => change(index, { url: event.target.value })} />
          </Field>
          <div className="fields-end">
            <Button
              aria-label={t('brand.removeLink', { number: index + 1 })}
              onClick={() => onChange({ ...brand, links: brand.links.filter((_, at) => at !== index) })}
            >
              {t('brand.remove')}
            </Button>
          </div>
        </div>
      ))}
      {may && brand.links.length < mostLinks ? (
        <p>
          <Button
            onClick={() =>
              onChange({
                ...brand,
                links: [...brand.links, { label: { en: '', 'zh-CN': '' }, url: 'https://' }],
              })
            }
          >
            {t('brand.addLink')}
          </Button>
        </p>
      ) : null}
    </div>
  )
}
