"""One inline style sheet that approximates the real look."""

from __future__ import annotations

from .icons import icon_css

_BASE = """
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 "Source Sans Pro","Helvetica Neue",Arial,"Liberation Sans",sans-serif;
 color:rgba(0,0,0,.87);background:#fff}
a{color:#0869af;text-decoration:none} h2,h3,h4,h5,h6{line-height:1.15;margin:.6em 0 .5em}
h2{font-size:2.5rem;font-weight:700} h3{font-size:1.95rem;font-weight:400} h4{font-size:1.4rem;font-weight:700}
h5{font-size:1.5rem;font-weight:400;margin:0} h6{font-size:1.1rem;font-weight:400}
p{margin:.5em 0} hr{border:0;border-top:2px solid #ccc;margin:1.5em 0}
i.material-icons{font-size:0;font-style:normal;vertical-align:middle;display:inline-block;margin:0 .35rem 0 0}
i.material-icons::before{content:"";display:inline-block;width:22px;height:22px;background:currentColor;
 -webkit-mask:var(--shape) center/contain no-repeat;mask:var(--shape) center/contain no-repeat}
i.material-icons.right{margin:0 0 0 .5rem}
.skip-main{position:absolute;left:-9999px}
nav{background:#a31818;height:51px;border-bottom:1px solid #5d0000;color:#fff}
.nav-wrapper{display:flex;justify-content:space-between;align-items:center;height:100%;padding:0 16px;position:relative}
.nav-wrapper a{color:#fff}.nav-wrapper>ul{list-style:none;display:flex;gap:26px;margin:0;padding:0;font-size:15px}
.nav-wrapper>ul a{display:flex;align-items:center}
.nav-wrapper .sidenav,.nav-wrapper .sidenav-trigger{display:none}
.brand-logo svg{display:block}
.dropdown-content{display:none;position:absolute;right:12px;top:52px;background:#fff;z-index:9;margin:0;padding:4px 0;
 list-style:none;min-width:190px;box-shadow:0 3px 10px rgba(0,0,0,.3)}
.dropdown-content.open{display:block}.dropdown-content a{display:block;padding:8px 16px}
.dropdown-content .divider{border-top:1px solid #ddd}
.sub-navigation{background:#f2f1ef;border-bottom:1px solid #dcdcdc;height:50px;padding:12px 28px;overflow:hidden;white-space:nowrap}
.sub-navigation .item a,.sub-navigation .item{color:#b3b3b3}
.sub-navigation .item+.item::before{content:"\\BB";font-size:24px;line-height:20px;margin:0 14px;color:#8a8a8a}
.sub-navigation .title{color:#555;font-weight:600}
#pageBody{width:70%;max-width:1180px;margin:16px auto 40px}
#flashes>div{padding:10px 14px;margin:8px 0;border-radius:3px;border:1px solid #ddd}
#flashes .error,#flashes .alert{background:#fdecea;border-color:#f5c6c2;color:#8c1a11}
#flashes .success,#flashes .notice,#flashes .info{background:#e9f6ea;border-color:#c3e6c5;color:#1d5e22}
ul.gray-box{list-style:none;margin:0 0 14px;padding:10px;background:#fafafa;border:1px solid #eee;color:#555}
ul.gray-box li{padding:2px 0}
.row{display:flex;flex-wrap:wrap;margin:0 -10px}.col{padding:0 10px}
.s12{width:100%}.m4{width:33.33%}.m8{width:66.66%}.l6{width:50%}.s8{width:66%}.s2{width:16%}.s1{width:8%}.s10{width:83%}
.clearfix{width:100%}.center-align{text-align:center}.right-align{text-align:right}
.valign-wrapper{display:flex;align-items:center}
.card{background:#fff;border-radius:2px;box-shadow:0 1px 3px rgba(0,0,0,.28);margin:8px 0 16px}
.card-content{padding:20px 24px}.card-title{font-size:24px;line-height:1.25;display:block}
.red{background:#c62828}.white-text{color:#fff}.black-text{color:#000}.card .collection{margin:0;border:0}
.course-card .card-title{font-size:40px}
.collection{border:1px solid #e0e0e0;margin:8px 0 16px;padding:0;list-style:none;background:#fff}
.collection-item{display:block;padding:10px 24px;border-bottom:1px solid #e0e0e0;background:#fff;color:#212121;overflow:auto}
.collection-item:last-child{border-bottom:0} a.collection-item:hover{background:#fafafa}
.collection-item p.date{margin:2px 0 0;font-size:12.5px;color:#666}
span.badge{float:right;min-width:3rem;padding:0 6px;text-align:center;font-size:.8rem;line-height:22px;height:22px;
 margin-left:14px;border-radius:2px;color:#fff}
span.badge.new::after{content:attr(data-badge-caption)}
.badge.orange{background:#e65100}.badge.blue{background:#0d47a1}.badge.padded-badge{background:#0869af}
.section-title{border-bottom:4px solid #ddd;line-height:.1;margin:40px 0 36px -10px}
h4.section-title{margin-top:60px}.section-title span{background:#fff;padding:0 10px;position:relative;top:2px}
.btn,.btn-large{display:inline-flex;align-items:center;background:#a31818;color:#fff;border:0;border-radius:2px;
 text-transform:uppercase;padding:0 16px;height:36px;font:inherit;font-size:14px;letter-spacing:.5px;cursor:pointer;
 box-shadow:0 1px 3px rgba(0,0,0,.3)}
.btn-large{height:44px;padding:0 26px;font-size:15px}
.btn.disabled,.btn-large.disabled{background:#dfdfdf;color:#9f9f9f;box-shadow:none;pointer-events:none}
.btn-small{height:32px;font-size:13px}.btn.white{background:#fff;color:#0869af;text-transform:none;width:100%;
 justify-content:center;border:1px solid #e4e4e4;border-radius:5px;white-space:nowrap}
ul.collapsible{list-style:none;margin:0 0 16px;padding:0;border:1px solid #ddd;box-shadow:0 2px 4px rgba(0,0,0,.25)}
.collapsible-header{padding:16px;border-bottom:1px solid #ddd}ul.options{list-style:none;margin:0;padding:0}
ul.options li{padding:8px 14px;border-bottom:1px solid #eee}ul.options li:last-child{border:0}
ul.options h4{font-size:1rem;margin:0;color:#c62828}
.handin-panel{background:#f6f4f3;border:1px solid #ddd;border-radius:4px;box-shadow:none;overflow:hidden}
.handin-panel .card-content{padding:24px 30px;border-bottom:1px solid #ddd}.handin-panel .card-content b{font-weight:600}
.card-action{background:#f5f1f0;padding:18px 28px}.card-action h3{margin:0 0 .3em -8px}
.drag-drop-handin{border:3px dashed #777;border-radius:9px;height:120px;justify-content:center;margin:0 10px;flex:1;cursor:pointer}
.drag-drop-handin:hover,.drag-drop-handin:focus{background:rgba(0,0,0,.04)}
#submission_file{position:absolute;left:-9999px}.filename-check{margin:10px 0}
label{display:flex;gap:12px;color:#8a8a8a;font-size:15px;margin:6px 0}
.smallText{font-size:12px}td.smallText{white-space:normal;max-width:110px}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:12px 5px;border-bottom:1px solid #dcdcdc;vertical-align:middle}
th{vertical-align:top}table.sub{border:0}.nobr{white-space:nowrap}
table.grades tr.header th{background:#f5f5f5}.cat_container .category{border:1px solid #ddd;margin:8px 0}
table.grades th,table.grades td{padding:8px 12px}.max_score{color:#888}
.sign-in-panel{max-width:420px;margin:30px auto;text-align:center}
input[type=text],input[type=email],input[type=password]{width:100%;border:0;border-bottom:1px solid #9e9e9e;height:44px;
 font:inherit;margin-bottom:8px;outline:0;background:transparent}
#user_code{font:24px monospace}#authorization_code{font-size:20px;background:#f4f4f4;padding:6px 10px;word-break:break-all}
footer{display:flex;justify-content:space-between;font-size:14px;border-top:1px solid #f3f3f3;padding:12px 22px;margin-top:24px}
footer a{color:#222;margin-right:32px}.hide{display:none}
@media (max-width:992px){#pageBody{width:92%}.l6,.m4,.m8{width:100%}}
"""

STYLE = _BASE + icon_css()
"""Ready to stand between <style> tags."""
