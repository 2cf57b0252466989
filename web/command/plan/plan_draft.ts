// What is being answered in the questions of a new plan. Kept while one walks between them; gone when the page is loaded anew.
import { signal } from '@preact/signals';
import { date, readDate } from '../../shared/format';
import { words } from '../../shared/lang';
import { addDays, today } from './text';
import type { Plan } from './types';

const w = words({
	title: ['Kế hoạch tiêm từ {date}', 'Plan from {date}'],
	needTitle: ['Nhập tên kế hoạch.', 'Type a title.'],
	needCampaign: ['Chọn chiến dịch.', 'Choose the campaign.'],
	badDay: ['Nhập ngày dạng ngày/tháng/năm.', 'Type a day as day/month/year.'],
	past: ['Ngày đầu phải từ ngày mai trở đi, để còn kịp báo.', 'It begins tomorrow or later, so that people can be told.'],
	order: ['Ngày cuối phải sau hoặc bằng ngày đầu.', 'It ends on its first day or later.'],
	long: ['Một kế hoạch dài nhất {n} ngày; kế hoạch này có {days} ngày.', 'A plan has at most {n} days; this one has {days}.'],
	needProduct: ['Chọn ít nhất một vắc xin.', 'Choose at least one vaccine.'],
	many: ['Chọn nhiều nhất {n} vắc xin.', 'Choose {n} vaccines at most.'],
	range: ['Nhập một số từ {from} đến {to}.', 'Type a number, {from} to {to}.'],
});
export const MOST_DAYS = 31, MOST_PRODUCTS = 4;

export interface Draft {
	title: string; campaign: string; from: string; to: string; products: string[]; mixing: boolean; reach: string; next: string; spare: string; slot: string;
}
export type Group = 'days' | 'vaccines' | 'people' | 'room';
export const groups: Group[] = ['days', 'vaccines', 'people', 'room'];

const fresh = (): Draft => {
	const from = date(addDays(today(), 1));
	return { title: w('title', { date: from }), campaign: '', from, to: date(addDays(today(), 7)), products: [], mixing: false, reach: 'district', next: '', spare: '10', slot: '60' };
};
export const draft = signal<Draft>(fresh());
export const set = (change: Partial<Draft>): void => { draft.value = { ...draft.value, ...change }; };
export const forgetDraft = (): void => { draft.value = fresh(); };
export const draftOf = (plan: Plan): Draft => ({
	title: plan.title, campaign: plan.campaign_id, from: date(plan.starts_on), to: date(plan.ends_on), products: plan.products, mixing: plan.mixing, reach: plan.reach,
	next: String(plan.next_percent), spare: String(plan.spare_percent), slot: String(plan.slot_minutes),
});

export const bodyOf = (d: Draft) => ({
	title: d.title.trim(), starts_on: readDate(d.from), ends_on: readDate(d.to), products: d.products, reach: d.reach, mixing: d.mixing,
	spare_percent: Number(d.spare), next_percent: Number(d.next), slot_minutes: Number(d.slot),
});

const whole = (text: string, from: number, to: number): string | undefined =>
	(/^\d{1,3}$/.test(text.trim()) && Number(text) >= from && Number(text) <= to ? undefined : w('range', { from, to }));

export function mistakesOf(group: Group, d: Draft): { id: string; text: string }[] {
	const said = (id: string, text: string | undefined) => (text ? [{ id, text }] : []);
	if (group === 'days') {
		const from = readDate(d.from), to = readDate(d.to);
		const days = from && to ? Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1 : 0;
		return [
			...said('title', d.title.trim() ? undefined : w('needTitle')),
			...said('campaign', d.campaign ? undefined : w('needCampaign')),
			...said('from', !from ? w('badDay') : from <= today() ? w('past') : undefined),
			...said('to', !to ? w('badDay') : from && days < 1 ? w('order') : days > MOST_DAYS ? w('long', { n: MOST_DAYS, days }) : undefined),
		];
	}
	if (group === 'vaccines')
		return said('products', !d.products.length ? w('needProduct') : d.products.length > MOST_PRODUCTS ? w('many', { n: MOST_PRODUCTS }) : undefined);
	if (group === 'people')
		return said('next', whole(d.next, 0, 100));
	return [...said('spare', whole(d.spare, 0, 50)), ...said('slot', whole(d.slot, 15, 240))];
}
