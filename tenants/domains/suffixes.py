"""Names below which many parties register: nobody's own. What is missing here cannot be proven
either, because nobody but a registry writes into such a zone; the list makes for a clear sentence.
"""

_BR = """
    9guacu abc adm adv agr aju am anani aparecida api app arq art ato b barueri belem bet bhz bib
    bio blog bmd boavista bsb campinagrande campinas caxias cim cng cnt com contagem coop coz cri
    cuiaba curitiba def des det dev ecn eco edu emp enf eng esp etc eti far feira flog floripa fm
    fnd fortal fot foz fst g12 geo ggf goiania gov gru ia imb ind inf jab jampa jdf joinville jor
    jus leg leilao lel log londrina macapa maceio manaus maringa mat med mil morena mp mus natal
    net niteroi nom not ntr odo ong org osasco palmas poa ppg pro psc psi pvh qsl radio rec recife
    rep ribeirao rio riobranco riopreto salvador sampa santamaria santoandre saobernardo saogonca
    seg sjc slg slz social sorocaba srv taxi tc tec teo the tmp trd tur tv udi vet vix vlog wiki xyz
    zlg
"""
_ELSEWHERE = """
    co.uk org.uk ac.uk gov.uk me.uk com.au net.au org.au co.nz co.za co.jp ne.jp or.jp co.kr co.in
    com.ar com.mx com.co com.pe com.uy com.py com.bo com.ve com.ec com.pt org.pt edu.pt gov.pt
    com.es com.cn com.tw com.hk com.sg com.tr co.il com.br.com
    github.io gitlab.io netlify.app vercel.app pages.dev workers.dev web.app firebaseapp.com
    herokuapp.com onrender.com fly.dev azurewebsites.net cloudfront.net s3.amazonaws.com
    amazonaws.com blogspot.com wordpress.com wixsite.com myshopify.com lojaintegrada.com.br
"""
PUBLIC = frozenset({f"{label}.br" for label in _BR.split()} | set(_ELSEWHERE.split()))
# RFC 6761 and friends: they lead nowhere on the internet.
SPECIAL = frozenset({"localhost", "local", "internal", "test", "example", "invalid", "arpa"})
SPECIAL |= {"onion", "home", "lan", "corp", "intranet", "localdomain", "alt"}
