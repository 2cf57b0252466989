// A new round, or a draft computed anew: vaccine, doses, packs, and the figures by which they are divided, each explained.
// What the server would refuse is said beside its field while it is typed.
import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { post } from '../shared/api';
import { Button } from '../shared/button';
import { Check, SelectField, TextField } from '../shared/field';
import { number, readCount } from '../shared/format';
import { words } from '../shared/lang';
import { useLoaded, type Items } from '../shared/loaded';
import { Notice } from '../shared/notice';
import { goInstead, link } from '../shared/route';
import { ErrorSummary } from '../shared/summary';
import { tell } from '../shared/toast';
import type { Balance } from '../shared/types';
import { may } from '../station/account';
import { reference } from '../station/board';
import { usable } from '../station/stock/store';
import { RoundMistake } from './conflict';
import { ours } from './own';
import { bases, c, figureMore, figureName } from './text';
import type { Round, RoundWhole, UnitFigure } from './types';

const w = words({
	title: ['Lập đợt phân bổ', 'New allocation round'],
	changeTitle: ['Sửa và tính lại đợt {n}', 'Change round {n} and compute it anew'],
	changeLead: ['Phần của từng nơi được tính lại theo số liệu hôm nay. Những phần đã sửa tay sẽ mất.', 'The shares are computed anew with the figures of today. Shares changed by hand are lost.'],
	back: ['Mọi đợt phân bổ', 'All rounds'],
	name: ['Tên đợt', 'Title'],
	nameHint: ['Ví dụ: Đợt 12, theo Quyết định 1464/QĐ-BYT', 'For example: Round 12, Decision 1464/QĐ-BYT'],
	product: ['Vắc xin', 'Vaccine'],
	choose: ['Chọn vắc xin', 'Choose the vaccine'],
	doses: ['Số liều để chia', 'Doses to divide'],
	dosesHint: ['Tổng số liều chia cho mọi nơi nhận', 'All doses for all receivers'],
	stock: ['Kho của đơn vị đang có {n} liều dùng được của vắc xin này.', 'The unit’s own store has {n} usable doses of it.'],
	over: ['Nhiều hơn trong kho ({n} liều): lập và duyệt được, nhưng chưa xuất hết được.', 'More than the store has ({n} doses): it can be made and approved, but not all of it shipped yet.'],
	pack: ['Mỗi gói (liều)', 'Doses in a pack'],
	packHint: ['Không chia nhỏ gói. Để trống: {n} liều.', 'Packs are not divided. Empty: {n} doses.'],
	packNone: ['Không chia nhỏ gói. Chọn vắc xin trước.', 'Packs are not divided. Choose the vaccine first.'],
	packs: ['{doses} liều là {n} gói.', '{doses} doses are {n} packs.'],
	divide: ['Chia theo số liệu nào?', 'By which figures?'],
	divideHint: ['Ghi trọng số (%) cho mỗi số liệu dùng để chia, tổng đúng 100. Để trống số liệu không dùng. Mỗi nơi nhận phần tương ứng với phần của nơi đó trong tổng, làm tròn theo gói.',
		'Give a weight (%) to each figure that counts, 100 in all. Leave empty what does not count. Everybody gets what corresponds to its part of the sum, in whole packs.'],
	weight: ['Trọng số của {name}, %', 'Weight of {name}, %'],
	known: ['{n} nơi có số liệu, tổng {sum}', '{n} receivers have it, {sum} in all'],
	knownAll: ['Đủ {n} nơi, tổng {sum}', 'All {n} receivers, {sum} in all'],
	unknown: ['Chưa nơi nào có số liệu này', 'No receiver has it'],
	sumIs: ['Tổng trọng số: {n} %', 'Weights in all: {n} %'],
	sumLess: ['còn thiếu {n} %', '{n} % missing'],
	sumMore: ['thừa {n} %', '{n} % too much'],
	sumFine: ['đủ', 'complete'],
	deduct: ['Trừ số liều còn trong kho của nơi nhận', 'Deduct what receivers have on hand'],
	deductHint: ['Nơi còn nhiều trong kho nhận ít hơn, để sau đợt này mọi nơi có phần đúng với số liệu.', 'Who still has much gets less, so that after this round everybody has his part.'],
	compute: ['Tính phần của từng nơi', 'Compute the shares'],
	computeAgain: ['Tính lại', 'Compute anew'],
	next: ['Đợt mới là dự thảo: bạn xem, sửa từng phần rồi mới duyệt.', 'It will be a draft: you look at it and correct it before approving.'],
	made: ['Đã lập đợt {n}', 'Round {n} is made'],
	again: ['Đã tính lại đợt {n}', 'Round {n} is computed anew'],
	needName: ['Nhập tên đợt.', 'Type a title.'],
	needProduct: ['Chọn vắc xin.', 'Choose the vaccine.'],
	needDoses: ['Nhập số liều, từ 1 trở lên.', 'Type the doses, 1 or more.'],
	badPack: ['Nhập số liều của một gói, hoặc để trống.', 'Type the doses of a pack, or leave it empty.'],
	vials: ['Lọ có {n} liều và không chia nhỏ được: gói phải là bội số của {n}.', 'A vial has {n} doses and is not divided: a pack must be a multiple of {n}.'],
	whole: ['{doses} liều không chia hết cho gói {pack} liều.', '{doses} doses are no whole number of packs of {pack}.'],
	use: ['Dùng {n}', 'Use {n}'],
	badWeight: ['Trọng số là số nguyên từ 1 đến 100, hoặc để trống.', 'A weight is a whole number from 1 to 100, or empty.'],
	needBasis: ['Ghi trọng số cho ít nhất một số liệu.', 'Give a weight to at least one figure.'],
	need100: ['Tổng trọng số là {n} %, phải đúng 100 %.', 'The weights make up {n} %; it must be 100 %.'],
	missing: ['{n} nơi chưa có số liệu này: {names}. Nhập số liệu ở nơi đó, hoặc để trống.', '{n} receivers do not have it: {names}. Enter it for them, or leave it empty.'],
	zero: ['Số liệu của mọi nơi đều bằng 0: không chia theo nó được.', 'It is 0 for all: nothing can be divided by it.'],
	mayNot: ['Tài khoản của bạn không lập được đợt phân bổ.', 'Your account may not make rounds.'],
});

interface Known { units: string[]; sum: number }

function knownOf(figures: UnitFigure[]): { all: Map<string, string>; of: Map<string, Known> } {
	const all = new Map(figures.map((f) => [f.unit_id, f.unit_name]));
	const of = new Map<string, Known>();
	for (const f of figures) {
		const k = of.get(f.name) ?? { units: [], sum: 0 };
		k.units.push(f.unit_id);
		k.sum += f.value;
		of.set(f.name, k);
	}
	return { all, of };
}

interface Draft { title: string; product: string; doses: string; pack: string; weights: Record<string, string>; deduct: boolean }

function draftOf(round?: Round): Draft {
	if (!round)
		return { title: '', product: '', doses: '', pack: '', weights: { population_18: '100' }, deduct: false };
	return { title: round.title, product: round.product_code, doses: number(round.doses), pack: number(round.pack),
		weights: Object.fromEntries(Object.entries(round.basis).map(([k, v]) => [k, String(v)])), deduct: round.deduct_on_hand };
}

// What is wrong with doses and packs, and two numbers of doses that would do.
function checkPacks(doses: number | null, packText: string, vial: number, usual: number): { pack: number | null; doses?: string; packs?: string; better: number[] } {
	const typed = packText.trim() ? readCount(packText) : usual;
	if (!typed)
		return { pack: null, packs: w('badPack'), better: [] };
	if (typed % vial)
		return { pack: null, packs: w('vials', { n: vial }), better: [] };
	if (!doses || doses % typed === 0)
		return { pack: typed, better: [] };
	const below = Math.floor(doses / typed) * typed;
	return { pack: typed, doses: w('whole', { doses: number(doses), pack: number(typed) }), better: [below, below + typed].filter((n) => n > 0) };
}

function weightMistake(text: string, known: Known | undefined, all: Map<string, string>): string | undefined {
	const t = text.trim();
	if (!t)
		return undefined;
	if (!/^\d{1,3}$/.test(t) || Number(t) < 1 || Number(t) > 100)
		return w('badWeight');
	if (!all.size)
		return undefined;
	const without = [...all].filter(([id]) => !known?.units.includes(id)).map(([, name]) => name);
	if (without.length)
		return w('missing', { n: without.length, names: without.slice(0, 3).join(', ') + (without.length > 3 ? '…' : '') });
	return known && known.sum === 0 ? w('zero') : undefined;
}

function Weight({ name, text, set, known, all, mistake }: { name: string; text: string; set: (text: string) => void; known: Known | undefined; all: Map<string, string>; mistake: string | undefined }) {
	const id = `weight-${name}`;
	const told = !known ? w('unknown') : w(known.units.length === all.size ? 'knownAll' : 'known', { n: known.units.length, sum: number(known.sum) });
	return (
		<li class={`basis__item ${text.trim() ? 'basis__item--on' : 'basis__item--off'}`}>
			<div>
				<label for={id}>{figureName(name)}<span class="govuk-visually-hidden">: {w('weight', { name: figureName(name) })}</span></label>
				<p id={`${id}-more`} class="soft">{figureMore(name)} {all.size > 0 && <em>{told}.</em>}</p>
				{mistake && <p id={`${id}-error`} class="govuk-error-message">{mistake}</p>}
			</div>
			<div class="basis__weight"><input id={id} class={`govuk-input ${mistake ? 'govuk-input--error' : ''}`} inputMode="numeric" autocomplete="off" value={text} aria-describedby={`${id}-more${mistake ? ` ${id}-error` : ''}`}
				aria-invalid={mistake ? true : undefined} onInput={(e) => set(e.currentTarget.value)} /></div>
		</li>
	);
}

function useFacts(product: string) {
	const figures = useLoaded<Items<UnitFigure>>(`${ours('figures')}?${new URLSearchParams({ scope: 'below', ...(product ? { product_code: product } : {}) })}`);
	const own = useLoaded<Items<Balance>>(ours('lots'));
	const there = own.value?.items.filter((l) => l.product_code === product && usable(l)).reduce((n, l) => n + l.doses, 0) ?? null;
	return { known: knownOf(figures.value?.items ?? []), there };
}

// round: the draft that is changed. onDone: it was computed; reload: what another one changed is loaded.
export function RoundForm({ round, onDone, reload }: { round?: Round; onDone?: (round: RoundWhole) => void; reload?: () => Promise<void> }) {
	const [draft, setDraft] = useState(() => draftOf(round));
	const [tries, setTries] = useState(0);
	const action = useAction();
	const set = (change: Partial<Draft>) => setDraft((d) => ({ ...d, ...change }));
	const { known, there } = useFacts(draft.product);
	const product = reference.value?.products.find((p) => p.code === draft.product);
	const vial = product?.doses_per_vial || 1, usual = product?.pack && product.pack % vial === 0 ? product.pack : vial;
	const doses = readCount(draft.doses);
	const packs = product ? checkPacks(doses, draft.pack, vial, usual) : { pack: null, better: [] as number[] };
	const weights = bases.map((name) => ({ name, text: draft.weights[name] ?? '', mistake: weightMistake(draft.weights[name] ?? '', known.of.get(name), known.all) }));
	const sum = weights.reduce((n, x) => n + (Number(x.text) || 0), 0);
	const mistakes = [
		...(draft.title.trim() ? [] : [{ id: 'title', text: w('needName') }]),
		...(draft.product ? [] : [{ id: 'product', text: w('needProduct') }]),
		...(!doses ? [{ id: 'doses', text: w('needDoses') }] : packs.doses ? [{ id: 'doses', text: packs.doses }] : []),
		...(packs.packs ? [{ id: 'pack', text: packs.packs }] : []),
		...weights.filter((x) => x.mistake).map((x) => ({ id: `weight-${x.name}`, text: `${figureName(x.name)}: ${x.mistake}` })),
		...(sum === 0 ? [{ id: 'weight-population_18', text: w('needBasis') }] : sum !== 100 ? [{ id: 'weight-population_18', text: w('need100', { n: sum }) }] : []),
	];
	const told = (id: string, field = id) => (tries ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(field);
	const send = async (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (mistakes.length)
			return;
		const body = { title: draft.title.trim(), doses, ...(packs.pack ? { pack: packs.pack } : {}), deduct_on_hand: draft.deduct,
			basis: Object.fromEntries(weights.filter((x) => x.text.trim()).map((x) => [x.name, Number(x.text)])) };
		await action.run(async () => {
			const made = round ? await post<RoundWhole>(ours('rounds', round.id, 'recompute'), { version: round.version, ...body })
				: await post<RoundWhole>(ours('rounds'), { product_code: draft.product, ...body });
			tell(w(round ? 'again' : 'made', { n: made.number }));
			if (onDone)
				onDone(made);
			else
				goInstead('rounds', made.id);
		});
	};
	if (!may('allocate'))
		return <Notice kind="warning">{w('mayNot')}</Notice>;
	return (
		<form onSubmit={send} noValidate>
			<a class="crumb" href={round ? link('rounds', round.id) : link('rounds')}>{round ? `${round.number}. ${round.title}` : w('back')}</a>
			<h1 class="govuk-heading-l">{round ? w('changeTitle', { n: round.number }) : w('title')}</h1>
			{round && <Notice kind="warning">{w('changeLead')}</Notice>}
			<ErrorSummary tries={tries} mistakes={mistakes} />
			<RoundMistake action={action} fields={['title', 'product_code', 'doses', 'pack']} reload={reload ?? (async () => {})} />
			<section class="sheet">
				<TextField id="title" label={w('name')} hint={w('nameHint')} value={draft.title} onInput={(title) => set({ title })} error={told('title')} />
				<div class="fields-row">
					{round ? <p><strong>{c('product')}</strong><br />{round.product_name}</p> : <SelectField id="product" label={w('product')} value={draft.product} onChange={(code) => set({ product: code })} empty={w('choose')}
						options={(reference.value?.products ?? []).map((p) => ({ value: p.code, text: p.name }))} error={told('product', 'product_code')} />}
				</div>
				<div class="pair">
					<TextField id="doses" label={w('doses')} hint={draft.product && there !== null ? w('stock', { n: number(there) }) : w('dosesHint')} value={draft.doses} onInput={(text) => set({ doses: text })} inputMode="numeric"
						error={packs.doses ?? told('doses')} />
					<TextField id="pack" label={w('pack')} hint={product ? w('packHint', { n: number(usual) }) : w('packNone')} value={draft.pack} onInput={(pack) => set({ pack })} inputMode="numeric" error={packs.packs ?? told('pack')} />
				</div>
				<div role="status">
					{packs.better.length > 0 && <p class="chips">{packs.better.map((n) => <button key={n} type="button" class="chip" onClick={() => set({ doses: number(n) })}>{w('use', { n: number(n) })}</button>)}</p>}
					{doses && packs.pack && !packs.doses && <p class="soft">{w('packs', { doses: number(doses), n: number(doses / packs.pack) })}</p>}
					{doses && there !== null && draft.product && doses > there && <p class="off">▲ {w('over', { n: number(there) })}</p>}
				</div>
			</section>
			<fieldset class="govuk-fieldset" aria-describedby="divide-hint">
				<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">{w('divide')}</legend>
				<p id="divide-hint" class="soft login__lead">{w('divideHint')}</p>
				<ul class="basis">
					{weights.map(({ name, text, mistake }) => <Weight key={name} name={name} text={text} mistake={mistake} known={known.of.get(name)} all={known.all} set={(value) => set({ weights: { ...draft.weights, [name]: value } })} />)}
				</ul>
				<p class="basis__sum" role="status">{w('sumIs', { n: sum })} – <span class={sum === 100 ? 'fine' : 'off'}>{sum === 100 ? `✓ ${w('sumFine')}` : `▲ ${sum < 100 ? w('sumLess', { n: 100 - sum }) : w('sumMore', { n: sum - 100 })}`}</span></p>
				{action.about('basis') && <p class="govuk-error-message">{action.about('basis')}</p>}
			</fieldset>
			<Check id="deduct" label={w('deduct')} hint={w('deductHint')} checked={draft.deduct} onChange={(deduct) => set({ deduct })} />
			{!round && <p class="soft">{w('next')}</p>}
			<div class="buttons"><Button type="submit" busy={action.busy}>{w(round ? 'computeAgain' : 'compute')}</Button></div>
		</form>
	);
}
