// Vital signs with their limits beside them; what lies outside is said in words.
import { TextField } from '../shared/field';
import { words } from '../shared/lang';
import type { Limit, ScreeningForm } from '../shared/types';

const w = words({
	title: ['Dấu hiệu sống', 'Vital signs'],
	temperature: ['Nhiệt độ', 'Temperature'],
	pulse: ['Mạch', 'Pulse'],
	systolic: ['Huyết áp tâm thu', 'Systolic pressure'],
	diastolic: ['Huyết áp tâm trương', 'Diastolic pressure'],
	breathing: ['Nhịp thở', 'Breathing'],
	between: ['{min}–{max} {unit}', '{min}–{max} {unit}'],
	upTo: ['đến {max} {unit}', 'up to {max} {unit}'],
	minute: ['lần/phút', 'per minute'],
	needed: ['bắt buộc', 'required'],
	high: ['Cao hơn {max}', 'Above {max}'],
	low: ['Thấp hơn {min}', 'Below {min}'],
	missing: ['Cần đo', 'To be measured'],
	bad: ['Chỉ nhập số, ví dụ {example}', 'Numbers only, for example {example}'],
});

export const signs = ['temperature', 'systolic', 'diastolic', 'pulse', 'breathing'] as const;
export type Sign = (typeof signs)[number];
export type Texts = Record<Sign, string>;
export type Vitals = Partial<Record<Sign, number>>;

const example: Record<Sign, string> = { temperature: '36,5', systolic: '120', diastolic: '80', pulse: '75', breathing: '18' };
const scale = (sign: Sign) => (sign === 'temperature' ? 10 : 1);
const shown = (sign: Sign, n: number) => String(n / scale(sign)).replace('.', ',');

// 36,5 -> 365 (tenths); undefined: nothing typed; null: not a number
export function readSign(sign: Sign, text: string): number | undefined | null {
	const t = text.trim().replace(',', '.');
	if (!t)
		return undefined;
	return /^\d{1,3}(\.\d)?$/.test(t) && (sign === 'temperature' || !t.includes('.')) ? Math.round(Number(t) * scale(sign)) : null;
}

export function readVitals(texts: Texts): { vitals: Vitals; bad: Sign[] } {
	const vitals: Vitals = {};
	const bad: Sign[] = [];
	for (const sign of signs) {
		const n = readSign(sign, texts[sign]);
		if (n === null)
			bad.push(sign);
		else if (n !== undefined)
			vitals[sign] = n;
	}
	return { vitals, bad };
}

// The form says "blood_pressure" where it means both of its figures.
export function required(form: ScreeningForm, sign: Sign): boolean {
	const names = sign === 'systolic' || sign === 'diastolic' ? [sign, 'blood_pressure'] : [sign];
	return form.measure.some((m) => names.includes(m.sign) && m.who === 'all');
}

function outside(sign: Sign, text: string, limit: Limit | undefined): string | null {
	const n = readSign(sign, text);
	if (typeof n !== 'number' || !limit)
		return null;
	if (limit.max !== undefined && n > limit.max)
		return w('high', { max: shown(sign, limit.max) });
	return limit.min !== undefined && n < limit.min ? w('low', { min: shown(sign, limit.min) }) : null;
}

const unit = (sign: Sign) => (sign === 'temperature' ? '°C' : sign === 'pulse' || sign === 'breathing' ? w('minute') : 'mmHg');

function limits(sign: Sign, limit: Limit | undefined): string {
	if (limit?.min !== undefined && limit.max !== undefined)
		return w('between', { min: shown(sign, limit.min), max: shown(sign, limit.max), unit: unit(sign) });
	return limit?.max !== undefined ? w('upTo', { max: shown(sign, limit.max), unit: unit(sign) }) : '';
}

export function VitalSigns({ form, texts, missing, bad, change }: {
	form: ScreeningForm; texts: Texts; missing: string[]; bad: Sign[]; change: (sign: Sign, text: string) => void;
}) {
	return (
		<fieldset class="govuk-fieldset">
			<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">{w('title')}</legend>
			<div class="vitals">
				{signs.map((sign) => {
					const wrong = outside(sign, texts[sign], form.limits[sign]);
					const hint = [limits(sign, form.limits[sign]), required(form, sign) ? w('needed') : ''].filter(Boolean).join(', ');
					const lacking = missing.includes(sign) || (missing.includes('blood_pressure') && (sign === 'systolic' || sign === 'diastolic'));
					const error = bad.includes(sign) ? w('bad', { example: example[sign] }) : lacking && !texts[sign] ? w('missing') : undefined;
					return (
						<div key={sign}>
							<TextField id={sign} label={w(sign)} hint={hint} value={texts[sign]} onInput={(text) => change(sign, text)} error={error}
								inputMode="decimal" maxLength={5} />
							{wrong && <p class="outside"><span aria-hidden="true">! </span>{wrong}</p>}
						</div>
					);
				})}
			</div>
		</fieldset>
	);
}
