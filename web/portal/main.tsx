// The start page: how far the campaign is, and the way to each application.
import './style.scss';
import { render } from 'preact';
import { loadFonts } from '../shared/fonts';
import { Header, NetworkBanner } from '../shared/frame';
import { words } from '../shared/lang';
import { Applications } from './applications';
import { Figures } from './figures';
import { follow } from './summary';

const w = words({
	name: ['Cổng thông tin', 'Portal'],
	title: ['Tiêm chủng cho mọi người, minh bạch từng mũi', 'Vaccination for everyone, every dose accounted for'],
	lead: ['Số liệu được cộng ngay khi từng mũi tiêm được ghi nhận tại điểm tiêm.',
		'The figures grow with every dose that a vaccination site records.'],
	foot: ['Nền tảng tiêm chủng mã nguồn mở. Trang này không dùng cookie theo dõi và không gửi dữ liệu cho bên thứ ba.',
		'An open source vaccination platform. This page does not track you and sends nothing to third parties.'],
});

function Portal() {
	return (
		<>
			<Header name={w('name')} />
			<NetworkBanner />
			<main id="main" tabIndex={-1}>
				<div class="hero"><div class="page">
					<h1 class="hero__title">{w('title')}</h1>
					<p class="hero__lead">{w('lead')}</p>
				</div></div>
				<div class="page">
					<Figures><Applications /></Figures>
				</div>
			</main>
			<footer class="footer"><div class="page"><p>{w('foot')}</p></div></footer>
		</>
	);
}

follow();
render(<Portal />, document.getElementById('app')!);
loadFonts([400]);
