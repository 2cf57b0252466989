// What the rules flagged and a person has to look at: nothing here was thrown away.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { errorText, get, post } from '../shared/api';
import { Button } from '../shared/button';
import { fullName, moment } from '../shared/format';
import { words } from '../shared/lang';
import { Empty, Notice } from '../shared/notice';
import { tell } from '../shared/toast';
import type { Review } from '../shared/types';
import { unitPath } from './place';
import { ReasonDialog } from './reason_dialog';
import { about } from './review_text';

const w = words({
	title: ['Việc cần xem ({n})', 'To review ({n})'],
	lead: ['Các mũi tiêm và hồ sơ được giữ lại nhưng có điểm cần người xem. Xem xong, ghi cách đã xử lý.', 'Doses and records that were kept, but need somebody to look at them. Then note how it was resolved.'],
	none: ['Không có việc nào cần xem', 'Nothing to review'],
	noneMore: ['Mọi mũi tiêm và hồ sơ của điểm này đều khớp với quy định.', 'All doses and records of this site agree with the rules.'],
	resolve: ['Đã xử lý', 'Resolved'],
	resolveOf: ['Đã xử lý việc của {name}', 'Resolved: {name}'],
	resolveTitle: ['Ghi cách đã xử lý', 'How was it resolved?'],
	resolved: ['Đã ghi lại', 'Recorded'],
	nobody: ['Chưa rõ người', 'Person not known'],
	since: ['từ {at}', 'since {at}'],
});

function About({ review }: { review: Review }) {
	const { lead, found } = about(review);
	return (
		<>
			<p>{lead}</p>
			{found.length > 0 && <ul class="review__found">{found.map((text) => <li key={text}>{text}</li>)}</ul>}
		</>
	);
}

export function Reviews() {
	const [found, setFound] = useState<Review[] | null>(null);
	const [mistake, setMistake] = useState<string | null>(null);
	const [asked, ask] = useState<Review | null>(null);
	const action = useAction();
	const load = () => get<{ items: Review[] }>(unitPath('reviews') + '?state=open')
		.then(({ items }) => setFound(items), (e: unknown) => setMistake(errorText(e)));
	useEffect(() => void load(), []);
	return (
		<>
			<h1 class="govuk-heading-l">{w('title', { n: found?.length ?? 0 })}</h1>
			<p class="lead">{w('lead')}</p>
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{found?.length === 0 && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			<ul class="plain-list">
				{found?.map((review) => (
					<li key={review.id} class="review">
						<div>
							<p><strong>{review.person_name ? fullName(review.person_name) : w('nobody')}</strong> <span class="soft">{w('since', { at: moment(review.created_at) })}</span></p>
							<About review={review} />
						</div>
						<Button kind="second" aria-label={w('resolveOf', { name: review.person_name ?? w('nobody') })} onClick={() => { action.clear(); ask(review); }}>{w('resolve')}</Button>
					</li>
				))}
			</ul>
			{asked && (
				<ReasonDialog title={w('resolveTitle')} lead={<About review={asked} />} button={w('resolve')} action={action} onClose={() => ask(null)}
					onGive={(resolution) => action.run(async () => {
						await post(unitPath('reviews', asked.id, 'resolve'), { resolution });
						tell(w('resolved'));
						await load();
					})} />
			)}
		</>
	);
}
