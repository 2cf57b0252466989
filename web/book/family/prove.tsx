// Why only a part is seen, and the ways to see everything.
import { words } from '../../shared/lang';
import { link } from '../../shared/route';
import { me } from '../account';
import { Card, Ways } from '../parts';

const w = words({
	lead: ['Sổ của người đã có hồ sơ từ trước chỉ mở cho người nhà. Có ba cách:', 'The book of somebody who had a record before is opened to the family alone. There are three ways:'],
	claim: ['Nhập ngày sinh và 4 số cuối của giấy tờ', 'Tell the birth date and the last 4 signs of a number'],
	claimMore: ['Dùng được khi hồ sơ có số điện thoại này', 'If the record has this phone number'],
	code: ['Nhập mã từ điểm tiêm', 'Type a code from a site'],
	codeMore: ['Người có sổ mang giấy tờ đến trạm y tế hoặc điểm tiêm để lấy mã', 'The person takes identity papers to a health station or a site'],
	share: ['Nhập mã từ người nhà đang giữ sổ', 'Type a code from a relative who holds the book'],
	shareMore: ['Người đó mở sổ, chọn “Ai đang giữ sổ này”, rồi “Lấy mã chia sẻ”', 'There: “Who holds this book”, then “Make a code”'],
});

export function ProvePage({ id }: { id: string }) {
	const claimable = me()?.claimable.some((c) => c.person_id === id) ?? false;
	return (
		<>
			<p class="lead">{w('lead')}</p>
			<Card><Ways items={[
				{ href: link('family', 'claim', ...(claimable ? [id] : [])), text: w('claim'), more: w('claimMore') },
				{ href: link('family', 'code'), text: w('code'), more: w('codeMore') },
				{ href: link('family', 'code', 'shared'), text: w('share'), more: w('shareMore') },
			]} /></Card>
		</>
	);
}
