/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * language_words: words that are common in a language. Languages without a catalogue are here too: their
 * texts share words with others ("des" and "du" are German and French), and must not be taken for them; and
 * an administrator who adds such a language with a block `messages` gets its words with it.
 *
 * The lists have articles, pronouns, prepositions, the usual verbs, greetings, and some words that customers
 * write to every company. Not here: words that another language uses as they are (login, account, update).
 * German words are also listed as they are written without umlauts. Chinese, Japanese and other languages
 * with a script of their own are known by it: see language.c. */
#include "conf/language.h"

#include <stddef.h>

const struct language_words language_words[] = {
    {.tag = "en",
     .words =
         "a about after again all already also always am an and another any anybody anyone anything are aren't "
         "around arrive arrived arrives ask asked at available away back be because been before being better "
         "between bought bring broke broken but buy by call came can can't cancel cannot cant change charge "
         "charged check come could couldn't couldnt day days deliver delivered delivery did didn't didnt different "
         "do does doesn't doesnt doing don't dont done down during each either else ever every "
         "everything expect explain few find first for forgot found from full gave get gets getting give given go "
         "goes going good goodbye got had hadn't happen happened happens has hasn't hasnt have haven't havent he "
         "hear hello help her here hers hey hi him his how how's however i i'd i'll i'm i've if im in instead into "
         "invoice is isn't isnt issue it it'd it'll it's its ive just keep keeps know last late later leave less "
         "let like little long look looking lost lot made make many may maybe me mean mine missing money month "
         "more morning most much must my myself need needed needs never new next nice no nobody none not nothing "
         "now of off offer often on once one only open opening or other our out over own package paid parcel pay "
         "payment people person please possible price put question questions quickly quite rather really "
         "receive received refund return returned returns right said same say says see seem seems send sent "
         "several shall she shipped shipping should shouldn't since size so some somebody someone something "
         "sometimes soon sorry speak still stopped stuff such sure take talk tell than thank thanks that that's "
         "thats the their them then there there's these they they're thing things think this those though "
         "through time to today together told tomorrow too took tried try trying two under understand until up us "
         "use used using very wait waiting want wanted wants was wasn't way we we'd we'll we're we've week weeks "
         "well went were weren't what what's whats when where where's wheres whether which while who who's whom "
         "whose why will wish with within without won't wont wonder wondering work working works worked would "
         "wouldn't write wrong wrote year years yes yesterday yet you you'd you'll you're you've your yours u ur "
         "r thx recommend able speaking anyway evening afternoon"},
    {.tag = "de",
     .words =
         "ab abend aber ach alle allem allen aller alles als also am an andere anderen anderer anderes antwort "
         "auch auf aus bald bedanke beim bei bekam bekomme bekommen bereits beschädigt beschaedigt "
         "besser bestelle bestellen bestellt bestellte bestellung besten bezahlen bezahlt bezüglich bin bis bisher "
         "bist bitte brauche brauchen braucht brauch da dabei dafür dafuer damit danach danke dann daran darauf "
         "darf darüber das dass daß davon dazu dein deine dem den denn der deren des deshalb dich die dies diese "
         "diesem diesen dieser dieses dir doch dort du durch dürfen eigentlich ein eine einem einen einer eines "
         "einfach einmal er erhalten erst es etwa etwas euch euer eure fehlt fehler finde finden frage fragen "
         "funktioniert für fuer fürs gab ganz geben gebt gehen geht gekauft gekommen geld geliefert genau gerne "
         "gern gesehen gestern gewesen gewusst gibt gibts größe groesse grüße gruesse gut gute guten guter habe "
         "haben habt hallo hat hatte hatten hätte haette hätten heute hier hilfe hilft hin ich ihm ihn ihnen ihr "
         "ihre ihrem ihren ihrer im immer in innerhalb ins irgendwie ist ja jede jedem jeden jeder jedes jemand "
         "jetzt kann kannst kaputt kaufen kein keine keinen keiner kommt komme kommen konnte konto könnt könnte "
         "könnten können koennen koennte koennten könnts kostet kosten kunde kundin kurze lange lässt laesst "
         "leider lieber liefern lieferung lieferbar los macht mache machen mal man mehr mein meine meinem meinen "
         "meiner meines melden mich mir mit möchte moechte möchten mögen morgen moin montag muss müssen muessen "
         "musste nach nächste naechste nachricht nämlich ne nein neu neue neuen nich nicht nichts nie niemand noch "
         "nochmal nun nur ob oder öffnungszeiten oeffnungszeiten offen ohne paar per preis rechnung "
         "reklamation retoure rücksendung rückgabe ruecksendung rueckgabe sagen schade schicken schickt schon "
         "schreibe schreiben schön schöne sehr sein seine seit selbst senden servus sich sie sind so sobald "
         "sofort soll sollen sollte sondern sonst steht stimmt suche tag tagen tage telefonnummer tun über ueber "
         "um umtauschen und uns unser unsere unter uhr ungefähr vergessen verkauft verschickt versand versendet "
         "vielen viel viele vielleicht vom von vor vorher wann war wäre waere waren warte warten warum was weg "
         "wegen weil weiß weiss weiter welche welchem welchen welcher welches wenn wer werde werden wieder wieso "
         "wie will wir wird wirklich wissen wo woche wochen wofür woher wohin wohl wollen wollte worden wurde "
         "wurden würde wuerde würden zahlen zeit ziemlich zu zum zur zurück zurueck zurückgeben zurücksenden "
         "zusammen zwei zwischen hey hi nix net ned gell kundennummer bestellnummer sendung sendungsnummer "
         "zuständig heisst heißt gerade farbe falsche falsch drei vier is umtausch möglich moeglich"},
    {.tag = "fr",
     .words =
         "a ai ainsi alors après au aucun aujourd'hui aussi autre aux avait avec avez avoir avons bien bonjour "
         "bonsoir c' ça ca car ce cela ces cet cette ceux chez client colis combien comme comment commande commandé "
         "d' dans de depuis des dois donc dont du elle elles en encore est est-ce et étais était été être eu fait "
         "faire faut fois ici il ils j' j'ai je jour jours jusqu' l' la là le les leur leurs livraison livrez lui "
         "m' ma mais mal me même merci mes moi mon n' ne non nos notre nous on ont ou où oui par parce pas passé "
         "peu peut peux plus pour pourquoi pouvez pourriez prix puis-je question qu' quand que quel quelle quelles quels "
         "qui quoi reçu recu retour s' sa sais sans savoir se sera ses si son sont suis sur svp t' ta te tes toi "
         "ton toujours tous tout toute toutes très trop tu un une va vais vers veux vos votre voudrais vous y "
         "remboursement problème monsieur madame salut au-revoir c'est s'il d'un d'une qu'il n'est n'ai arrivé"},
    {.tag = "es",
     .words =
         "a al algo algún alguien allí antes aquí así aún ayer ayuda bien buenas buenos cada casi como cómo con "
         "creo cuál cuando cuándo cuanto cuánto cuenta de del desde después día días dinero donde dónde dos el él "
         "ella ellos en entonces entre era es esa ese eso esta está estaba están este esto estoy favor fue gracias "
         "ha hace hacer han has hasta hay he hemos hola hoy ir la las le les llega llegado lo los luego más mañana "
         "me mi mis mismo mucho muy nada ni no nos nosotros nuestro nunca o os otra otro paquete para pedido pero "
         "poco por porque puede pueden puedo pues qué que quien quién quiero saber se sea ser si sí sido sin sobre "
         "solo sólo somos son soy su sus también tan tarde te tengo tiene tienen tienes todo todos tu tus un una "
         "uno unos usted ustedes va vez voy y ya yo envío compra recibido devolver quisiera"},
    {.tag = "it",
     .words =
         "a abbiamo adesso al alla alle allora anche ancora arriva arrivato avete avere bene buona buongiorno "
         "buonasera c' che chi ci ciao come con cosa così cui da dal dalla dei del della delle dello deve di dopo "
         "dove due è e ecco era essere fa fare fatto fino fra già gli grazie ha hai hanno ho i il in io l' la le "
         "lei li lo loro lui ma mai me mi mia mie miei mio molto nei nel nella niente no noi non nostro o oggi "
         "ogni ordine ordinato pacco per perché perche più piu po poi posso potete prego prima può puo qual quale "
         "quando quanto quella quello questa questo qui ricevuto sarà se sei senza si sì sia siamo sono spedizione "
         "sta stato su sua sul suo tra tutti tutto un una uno va vi voi vorrei vostro salve sapere ieri domani"},
    {.tag = "pt",
     .words =
         "a à agora ainda além algum alguém ao aos aqui as às até bem bom boa cada chegou com como compra conta da "
         "das de dela dele depois desde dia dias do dos e é ela ele eles em encomenda então entre era essa esse "
         "esta está estão estava este estou eu falta faz fazer foi foram gostaria há hoje isso isto já lá lhe mais "
         "mas me mesmo meu meus minha minhas muito na nada não nao nas nem no nos nós nossa nosso num numa o obrigada "
         "obrigado oi olá ola onde ontem os ou para pedido pela pelo pode podem poderia pois por porque porquê posso "
         "preciso quais qual quando quanto que quê quem quero são se sei seja sem ser será seu seus sim só sobre "
         "sua suas também tarde te tem tenho ter teve toda todo todos tu tudo um uma vai você voces vocês vou "
         "recebi entrega devolver"},
    {.tag = "nl",
     .words =
         "aan af al alle alleen als altijd anders ben bent bestelling besteld bij binnen blijft dag dan dank "
         "dankje dat de deze die dit doe doen door dus een en er erg ergens even gaat gedaan geen geld gekregen "
         "geleverd goed goedemorgen goedendag graag haar had hallo hebben hebt heb heeft heel hem het hier hij hoe "
         "hoeveel hun iets iemand ik in is ja je jij jou jouw jullie kan komt krijg kunnen kunt maar maken me meer "
         "mee met mij mijn misschien moet mogelijk naar nee niet niets nieuw nog nooit nu of om omdat onder ons "
         "onze ontvangen ook op over pakket pakje samen sinds te tegen terug toch toen tot u uit uw van vandaag "
         "veel verzonden via vraag voor waar waarom wanneer waren was wat we weer wel welke wie wil willen wij word "
         "worden wordt zal ze zeer zich zijn zij zo zonder zou terugsturen verkeerde dagen gisteren"},
    {.tag = "sv",
     .words =
         "alla allt att av bara beställning blev blir bra de dem den denna det detta dig din ditt du där då efter "
         "eller en er ett finns från får få för före gör går god ha hade han har hej hela hem hon hur här i idag "
         "igen in inga ingen inget inte ja jag kan kommer kunde lite man med men mig min mina mitt mot mycket måste "
         "när någon något några nu när nej och också om oss paket pengar på sig sin ska skulle som så tack till "
         "tillbaka under upp ut utan vad var varför vara vem vi vid vilken vill är än ännu åt över fått fortfarande "
         "betala leverans snälla skickat"},
    {.tag = "da",
     .words =
         "af alle alt at bare bestilling blev bliver da de dem den denne der deres det dette dig din dit du efter "
         "ej eller en end er et for fordi fra få fået får før god går gør ham han har have havde hej her hun hvad "
         "hvem hver hvis hvor hvordan hvorfor hvornår i igen ikke ind ingen jeg ja kan kom kommer kunne lige mange "
         "med meget men mig min mine mit mod må nej nogen noget nu når og også om op os over pakke penge på sig sin "
         "skal skulle som så tak til tilbage ud under uden var ved vi vil ville være været endnu har købt modtaget"},
    {.tag = "nb",
     .words =
         "alle at av bare bestilling ble blir da de dem den denne der det dette deg din ditt du eller en enn er et "
         "etter for fordi fra få fått får før går gjør god ha hadde ham han har hei her hun hva hvem hver hvilken "
         "hvis hvor hvordan hvorfor i igjen ikke ingen inn ja jeg kan kom kommer kunne litt mange med meg meget men "
         "min mine mitt mot mye må nei noe noen når nå og også om opp oss over pakke pakken penger på seg sin skal "
         "skulle som så takk til tilbake under ut uten var ved vi vil ville være vært ennå mottatt"},
    {.tag = "fi",
     .words =
         "ei eikä ennen että edelleen haluan hei hän ja jo jos joka jotka juuri kanssa kiitos kohta koska kuin "
         "kuinka kun kyllä lähetys me mikä miksi milloin missä miten minun minulla minä mitä moi mun mutta myös ne "
         "niin nyt ole olen olet olin oli olisi on onko ovat paketti paljon pitää päivää se sen siitä sitten sinä "
         "sitä tai takaisin te teidän tilaukseni tilaus tämä tänään tässä vaan vai vain vielä voi voin voinko voiko "
         "voitte olla saanut tullut päivä huomenta terve"},
    {.tag = "pl",
     .words =
         "a aby ale albo bardzo bez bo być był była było by chcę chciałbym chciałabym co coś czy czemu dla do dlaczego "
         "dobry dziękuję dzień dziś gdy gdzie go i ich ile im jak jaka jaki jakie jako je jego jej jest jestem jeszcze "
         "jeśli już kiedy kto która które który ma mam mi mnie może mogę można moja moje moją mój na nad nam nas nie "
         "nic niż o od on ona one oraz paczka paczki pan pani państwo po pod poproszę pomoc prawda proszę przed przez "
         "przy są się skąd ta tak także tam te tego tej temu ten teraz to tu tylko tym w was we więc wy wszystko z za "
         "zamówienie zamówienia zamówiłem że żeby witam cześć zwrot"},
    {.tag = "cs",
     .words =
         "a aby ahoj ale ani asi až bez bude být byl byla bylo chci chtěl co čau či dnes do dobrý den děkuji ho i "
         "já jak jako jaký je jeho její jen jenom jestli ještě jsem jsme jsou již k kde kdo kdy kolik která které "
         "který mám máte mi mě mně může mohu moje můj na nad nebo nic než není o objednávka objednávku od on ona po "
         "pod podle pro proč prosím proto před přes při s se si svůj ta tady tak také takže tam tato ten tento to "
         "tohle tu ty u už v vám vás více vy z za zásilka ze že zda"},
    {.tag = "hu",
     .words =
         "a az azt be csak csomag csomagom de egy el elnézést én ez ezt fel hogy hol hogyan igen ha ide is itt jó "
         "kell kérem kérdés ki köszönöm le lehet lesz ma már me meg mennyi mert mi miért mikor mint most még nagyon "
         "nap napot nekem nem ne nincs ők ő ön önök rendelés rendelésem rendeltem segítség sem sok szeretném szia "
         "tudok tudom van vagy vagyok vannak vissza volt üdv üdvözlöm"},
    {.tag = "ro",
     .words =
         "a acest această acum ai aici ajuns al am ar are aş aș asta bună ca care că când cât ce cine comandă comanda "
         "comandat cu cum cumva da dacă de decât deja din doar după ea ei el este eu fi fost fără iar în încă în "
         "într îmi la le lui mă mai mea mele meu mi mult mulțumesc multumesc ne nimic noi nu o pachetul pe pentru "
         "poate pot prea prin puteți să sa se si şi și sunt te toate tot tu un unde unei va văd vă vreau vi vrea"},
    {.tag = "tr",
     .words =
         "acaba ama ancak artık ben benim bir biraz biz bu bugün çok çünkü da daha de değil diye en evet gibi günaydın "
         "hala hâlâ hangi hayır hem hiç için ile iyi kadar kaç kargo kargom ki kim lütfen merhaba mı mi mu mü nasıl "
         "ne neden nerede niçin o olan olarak olur oldu onun para sadece selam selamlar sen siparişim sipariş siz "
         "sonra şey şimdi şu teşekkürler teşekkür var ve veya ya yok zaman istiyorum geldi gelmedi verdim"},
    {.tag = "ru",
     .words =
         "а без бы был была было быть в вам вас ваш весь вечер во вот все всё вы где да даже для до добрый день его ее "
         "её если есть еще ещё же за заказ заказа здравствуйте и из или им их к как какая какой какие ко когда кто ли "
         "мне меня мы мой моя мои мою могу можно на над нам нас не нет ни но ну о об он она они от очень по под "
         "пожалуйста почему посылка пока при привет про с сейчас сегодня сколько со спасибо так также там то тоже "
         "только ты у уже хочу хотел хотела чем что чтобы это этого этот я деньги"},
    {.tag = "uk",
     .words =
         "а але без би був була було бути в вам вас ваш ви вже все всі вона вони ви де день для до добрий дуже є "
         "його її же з за замовлення зараз і із й їх к коли ласка мене мені ми мій моє моя можна можу на над нам нас "
         "не немає ні ну о отримав отримала посилка під по привіт про при прошу та так також там те ти то тому "
         "тільки у хочу це цей ці чи чому що щоб ще я як яка який які якщо дякую вітаю скільки"},
    {.tag = "bg",
     .words =
         "а ако аз без беше би в вас ви всичко все да дали до добър ден докато днес е едно един за защо здравейте и "
         "из или им има искам как каква какво като кога когато кой колко която който към къде ли между ме ми мога "
         "може много моля моята моят на над не него нея ни ние но ня няма о от още по поръчка поръчката поради при "
         "с са само се си след сте съм със така там това тази този те ти то той тя у че ще я пратка благодаря"},
    {.tag = NULL},
};
