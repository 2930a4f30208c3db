/// What people most often build passwords from, in the folded form of `CommonPasswords.fold`. Written for vaultd from
/// what the published studies of leaked passwords agree on: words for "password", keyboards, first names, clubs,
/// pets, love, places, months, brands; French and English first, then the other languages of the pages.
extension CommonPasswords {
    static let words: Set<String> = Set(text.split(whereSeparator: \.isWhitespace).map(String.init))

    private static let text = """
        password passwort passphrase passe pass motdepasse mdp monmotdepasse lemotdepasse mypassword thepassword contrasena
        contrasenha senha parola parole haslo heslo sifre sifrem lozinka wachtwoord salasana losenord adgangskode
        admin administrator administrateur administrador adminadmin root user guest test testtest tester temp temporary
        provisoire changeme changemoi changezmoi letmein letmeinnow welcome welcomeback bienvenue willkommen bienvenido
        benvenuto login logmein connexion connecter entrer ouvre sesame ouvretoi sesameouvretoi opensesame secret secrets
        monsecret topsecret default defaut compte account coffre coffrefort moncoffre safe mysafe vault vaultd access acces
        master master key clef cle code moncode code secret pin service support system systeme server computer ordinateur
        internet wifi windows linux android iphone samsung nokia huawei xiaomi google gmail facebook instagram tiktok
        snapchat whatsapp youtube twitter netflix amazon yahoo hotmail outlook orange bouygues freebox livebox sfr
        microsoft apple laposte caf ameli impots prefecture ccas domiciliation titredesejour
        azerty azertyuiop azertyuiopqsdfghjklm qwerty qwertyuiop qwertz qwertzuiop asdf asdfgh asdfghjkl zxcvbn zxcvbnm
        qsdf qsdfgh qsdfghjklm wxcvbn azer azert aqwzsx aqwzsxedc qazwsx qazwsxedc zaqxsw poiuytreza poiuytrewq mlkjhgfdsq
        abc abcd abcde abcdef abcdefg abcdefgh abcdefghi abcdefghij alphabet aaa aaaa aaaaa aaaaaa zzz zzzzzz xxx xxxx
        iloveyou ilove loveyou loveme lovely lover love jetaime jetadore jtm amour monamour amoure amoureux moncoeur coeur
        cheri cherie mapuce mabiche doudou loulou chouchou bebe bibi titi toto tata tutu nounou nana lala lolo lulu kiki
        coucou bonjour bonsoir salut salam salamalaikoum salaam hello hellohello hallo hola ciao merci merciii please
        princesse princess prince king queen reine roi boss chef soldat soldier warrior ninja pirate dragon dragons tigre
        tiger lion lionne loup wolf shadow ombre monkey singe chat chats chaton minou minette chien chiens cheval poney
        lapin lapine souris poussin canard dauphin dolphin papillon butterfly oiseau panda ours ourson licorne unicorn
        eagle aigle faucon falcon phoenix cobra serpent spider spiderman superman batman pokemon pikachu naruto goku
        sangoku vegeta dragonball starwars matrix hunter killer slayer zombie gamer player fortnite minecraft roblox
        callofduty freefire pubg mario luigi zelda sonic
        soleil sunshine sun lune moon etoile star stars ciel sky mer ocean plage montagne fleur fleurs flower rose roses
        tulipe jasmin jasmine violette marguerite coquelicot cerise fraise banane pomme orange citron chocolat chocolate
        cookie cookies bonbon sucre vanille caramel noisette cafe coffee pizza tacos kebab couscous fromage saucisson
        pastis biere vodka whisky champagne cannabis marijuana
        football foot footballeur soccer basketball baseball basket tennis rugby hockey judo karate boxe boxing fitness
        psg parissaintgermain marseille olympique om olympiquedemarseille lyon allezom allezlesbleus lesbleus bordeaux
        lille lens nantes rennes monaco barcelona barca fcbarcelona realmadrid madrid juventus milan inter chelsea arsenal
        liverpool manchester united bayern dortmund benfica porto sporting galatasaray fenerbahce besiktas raja wydad
        zamalek alahly zidane ronaldo cristiano messi neymar mbappe benzema pogba griezmann maradona pele jordan lebron
        france francais francaise paris parisien bretagne bzh corse algerie algeria alger oran kabylie maroc morocco
        casablanca tunisie tunisia tunis senegal dakar mali bamako cameroun congo kinshasa cotedivoire abidjan guinee
        conakry comores mayotte reunion guadeloupe martinique guyane haiti madagascar turquie turkiye istanbul ankara syrie
        syria damas alep palestine palestina liban lebanon beyrouth irak iraq iran afghanistan kaboul kabul pakistan
        bangladesh ukraine kiev kyiv russie russia moscou georgie armenie albanie kosovo serbie roumanie romania portugal
        lisboa espagne espana italie italia roma rome allemagne germany berlin london londres england america american
        newyork california canada quebec bresil brasil africa afrique europe somalia somalie soudan sudan erythree
        ethiopie nigeria ghana togo benin gabon rwanda egypte egypt china chine vietnam
        janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre january february march april
        may june july august september october november december lundi mardi mercredi jeudi vendredi samedi dimanche
        monday tuesday wednesday thursday friday saturday sunday hiver printemps ete automne winter spring summer autumn
        fall noel christmas bonneannee happynewyear anniversaire birthday vacances holiday weekend
        famille family maman papa mamanpapa mama mami mamie papi papy mere pere mother father mom dad frere soeur brother
        sister fille garcon enfant enfants bebes baby babygirl babyboy boy girl homme femme woman ami amis amie copain
        copine friend friends bestfriend forever toujours jamais never always ensemble liberte egalite fraternite
        libertad freedom liberty paix peace joie bonheur happy happiness heureux heureuse espoir hope dream dreams reve
        chance lucky luck courage force power life mavie vie vivelavie lavie cestlavie monde world univers universe
        dieu god allah allahakbar bismillah bismilah inchallah inshallah machallah mashallah hamdoulilah alhamdulillah
        hamdulillah soubhanallah islam muslim musulman mohammed muhammad mohamed mohammad ramadan mecque makkah quran
        coran jesus jesuschrist christ jesusmarie sauveur ange angel angels blessed faith church eglise marie
        michael michel jean jeanne pierre paul jacques andre philippe alain bernard daniel patrick christophe nicolas
        laurent frederic stephane sebastien david thomas julien alexandre antoine guillaume maxime kevin jeremy romain
        florian mathieu matthieu lucas hugo louis jules gabriel raphael arthur adam nathan enzo leo theo tom ethan noah
        liam mathis clement quentin valentin benjamin vincent olivier pascal eric thierry didier franck bruno gilles
        marc luc simon samuel arnaud fabien cedric jerome ludovic anthony jonathan jordan dylan brandon steven william
        charles george georges robert richard joseph james john johnny jackson jack harry henry peter andrew matthew
        joshua justin ashley jessica jennifer amanda melissa nicole michelle elizabeth hannah emily charlotte sophie
        sophia olivia chloe camille manon lea emma jade louise alice lina ines sarah lola zoe juliette clara eva anna
        laura julie marine pauline mathilde marion elodie celine aurelie emilie virginie stephanie sandrine nathalie
        isabelle sylvie catherine christine martine monique nicole francoise valerie veronique brigitte dominique
        caroline claire helene helena audrey vanessa sabrina samira nadia fatima fatimah fatou fatoumata aminata
        mariama mariam maryam amina aicha aisha khadija zahra yasmine yasmina leila layla nour noor imane ikram salma
        sara hafsa hiba rania lamia karima malika rachida naima zineb sofia asma ahmed ahmad ali omar youssef yusuf
        ibrahim ibrahima hassan hussein hamza bilal karim rachid said samir nabil khalid mustapha mustafa abdallah
        abdullah abderrahmane abdou mamadou ousmane moussa issa boubacar souleymane seydou cheikh modou oumar aliou
        adama amadou samba mehdi amine ayoub anis walid yassine zakaria ismael ismail soufiane reda tarek tariq jamal
        kamel farid hakim aziz nasser salah saleh yacine younes rayan ryan sami elias ilyes mourad fares firas bachar
        ivan dimitri vladimir sergei alexei andrei natalia olga svetlana tatiana irina elena oksana iryna mykola taras
        maria jose juan carlos luis miguel antonio manuel francisco pedro joao ana carmen marco giovanni giulia luca
        matteo francesca mehmet emre murat ayse fatma elif zeynep gulnara agron arben drita elira
        mercedes bmw audi porsche ferrari lamborghini renault peugeot citroen clio megane golf volkswagen toyota honda
        yamaha suzuki kawasaki harley harleydavidson ducati nike adidas puma lacoste gucci chanel dior vuitton rolex
        metallica nirvana beatles rihanna beyonce michaeljackson booba jul pnl gims maitregims aya nakamura stromae
        rap rock metal music musique guitare guitar piano danse dance dancer salsa zumba disco techno
        rouge red bleu blue bleublanc vert green noir black blanc white jaune yellow violet purple gris grey silver gold
        golden diamond diamant crystal cristal
        maison home house appartement jardin garden voiture moto velo camion bateau train avion telephone portable
        bureau travail work ecole school college lycee universite student etudiant prof teacher docteur doctor infirmiere
        argent money dollar dollars euro euros banque bank million millionaire riche
        trustno trustnoone whatever nothing rien personne nobody anonyme unknown inconnu jesaispas jenesaispas jsp idontknow
        fuckyou fuck fucker merde putain salope connard batard niquetamere niktamere bitch asshole shit sexy sex pussy
        caca pipi prout patate banane clafoutis bisous bisou calin calinou
        un deux trois quatre cinq one two three four five six seven eight nine ten zero undeuxtrois onetwothree
        premier first second last final finale nouveau nouvelle new newpassword nouveaumotdepasse ancien old
        """
}
