using System.Globalization;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Web.Language;

/// <summary>The pages in Spanish.</summary>
public sealed class Spanish : Words
{
    public override string Tag => "es";
    public override string Name => "Español";
    public override string Date(DateOnly day) => Formats.Spanish.Date(day);
    public override string Of(City city) => city.Kind == CityKind.Town ? $"el municipio de {city.Name}" : $"la ciudad de {city.Name}";

    public override string Skip => "Ir al contenido principal";
    public override string Languages => "Idioma";
    public override string Back => "Atrás";
    public override string Error => "Error";
    public override string Problem => "Hay un problema";
    public override string Help(Contact? contact) => contact?.Name is { } name ? $"¿Necesita ayuda? Pregunte a {name}." : "¿Necesita ayuda? Pregunte al departamento de recursos humanos.";
    public override string NotAdvice => "Esta página no es asesoramiento jurídico.";
    public override string NothingSigned => "No se firmó nada.";
    public override string Step(int number, int of) => string.Create(CultureInfo.InvariantCulture, $"Paso {number} de {of}");

    public override string SentYouADocument(City city) => $"{char.ToUpperInvariant(Of(city)[0])}{Of(city)[1..]} le ha enviado un documento";
    public override string LandingText => "Es una política que usted debe leer y firmar. Toma unos minutos. Abrir esta página no firma nada.";
    public override string Continue => "Continuar";

    public override string ReadTitle(string policy) => $"Leer: {policy}";
    public override string Version => "Versión";
    public override string Effective => "En vigor desde";
    public override string SignBy => "Firme a más tardar el";
    public override string WhatChanged(string version, DateOnly signedOn) => $"Qué cambió desde la versión {version}, que usted firmó el {Date(signedOn)}";
    public override string ChangesIntroduction => "Estos son todos los cambios. Después sigue el texto completo.";
    public override string NoChangesShown => "Los cambios no se pueden mostrar aquí. Lea el texto completo.";
    public override string Added => "Añadido";
    public override string Removed => "Eliminado";
    public override string Changed => "Cambiado";
    public override string Moved => "Trasladado";
    public override string Before => "Antes";
    public override string Now => "Ahora";
    public override string FullText => "El texto completo";
    public override string OpenAsPublished => "Abrir la política sola, para imprimirla o guardarla";
    public override string DownloadWord => "Descargarla como archivo de Word";
    public override string InLanguageNote => "La política se muestra en inglés, tal como se publicó. Pida ayuda si la necesita en español.";
    public override string GoToConsent => "Continuar a la firma";
    public override string HaveQuestions => "Tengo preguntas, o no estoy de acuerdo";

    public override string ConsentTitle => "¿Cómo quiere firmar?";
    public override string ConsentDisclosure(City city) =>
        $"{char.ToUpperInvariant(Of(city)[0])}{Of(city)[1..]} puede recibir su firma en esta página. Una firma electrónica vale tanto como una en papel. Necesita un dispositivo con navegador y una forma de guardar o imprimir el comprobante. Puede recibir la política y su comprobante en papel, sin costo, ahora o más tarde. Esta elección vale solo para este documento.";
    public override string Withdrawal(City city) => $"Puede cambiar de opinión hasta que pulse «{Button}»: cierre esta página y firme en papel. {Help(city.Contact)}";
    public override string ConsentQuestion => "Elija una opción";
    public override string ConsentElectronic => "Acepto firmar electrónicamente";
    public override string ConsentPaper => "Quiero firmar en papel";
    public override string PaperFree => "También puede firmar en papel. No tiene costo.";
    public override string ChooseOne => "Elija cómo quiere firmar";

    public override string PaperTitle => "Firmar en papel";
    public override string PaperText(City city) => $"No se firmó nada. Imprima la política o pida una copia, que es gratuita, firme la última página y entréguela. {Help(city.Contact)}";
    public override string PaperChangedMind => "Firmar electrónicamente de todos modos";

    public override string SignTitle => "Firmar";
    public override string Statement => "Declaración";
    public override string StatementDefault => "He recibido una copia de esta política y he tenido la oportunidad de leerla y de hacer preguntas sobre ella.";
    public override string Box => "Hago esta declaración";
    public override string FullName => "Su nombre completo";
    public override string FullNameHint => "Escríbalo como lo firma. Sirve cualquier alfabeto.";
    public override string TickTheBox => "Marque la casilla para hacer la declaración";
    public override string TypeYourName => "Escriba su nombre completo";
    public override string NameTooLong(int most) => string.Create(CultureInfo.InvariantCulture, $"El nombre puede tener como máximo {most} caracteres");
    public override string GoToCheck => "Continuar";

    public override string CheckTitle => "Revise antes de firmar";
    public override string CheckText => "Todavía no se ha firmado nada.";
    public override string Document => "Documento";
    public override string SignatureOn => "Cómo";
    public override string Electronically => "Electrónicamente";
    public override string Ticked => "marcada";
    public override string Change => "Cambiar";
    public override string ChangeWhat(string what) => $"Cambiar: {what}";
    public override string Button => "Firmar esta política";
    public override string ButtonNote => "Al pulsar el botón, usted firma. Si lo pulsa dos veces, firma una sola vez.";

    public override string SignedTitle => "Usted ha firmado";
    public override string SignedOnPaperTitle => "Usted ha firmado en papel";
    public override string ReferenceLabel => "Referencia";
    public override string SignedAt => "Firmado";
    public override string NameTyped => "Nombre escrito";
    public override string Keep => "Guarde su comprobante";
    public override string DownloadReceipt => "Descargar su comprobante";
    public override string DownloadReceiptNote => "El comprobante es un archivo pequeño que prueba su firma. Cualquiera que tenga la clave pública de la ciudad puede verificarlo sin preguntarle a la ciudad. Contiene su nombre y lo que firmó.";
    public override string CheckReceipt => "Verificar un comprobante";
    public override string MailComes(bool hasAddress) => hasAddress ? "También se lo enviamos por correo electrónico. Ya puede cerrar esta página." : "Ya puede cerrar esta página.";
    public override string ReceiptContact => "Si algo aquí no es correcto, avise a la ciudad de inmediato.";

    public override string QuestionsTitle => "Preguntas, o no está de acuerdo";
    public override string QuestionsText(City city) => $"Lo que escriba va a recursos humanos de {Of(city)} y se conserva. No es una firma.";
    public override string QuestionsReason => "¿De qué se trata?";
    public override string IHaveQuestions => "Tengo preguntas antes de firmar";
    public override string IDoNotAgree => "No estoy de acuerdo con la política";
    public override string ChooseReason => "Elija si tiene preguntas o no está de acuerdo";
    public override string YourWords => "Sus palabras (opcional)";
    public override string YourWordsHint => "No escriba asuntos de salud ni otros asuntos privados.";
    public override string WordsTooLong(int most) => string.Create(CultureInfo.InvariantCulture, $"Escriba como máximo {most:N0} caracteres");
    public override string Send => "Enviar";
    public override string QuestionsSentTitle => "Su mensaje quedó registrado";
    public override string QuestionsSentText(City city) => "No se firmó nada. Recursos humanos ha sido avisado y le responderá. Su enlace sigue abierto.";
    public override string BackToPolicy => "Volver a la política";

    public override string UnknownTitle => "Este enlace no funciona";
    public override string UnknownText => "Compruebe que lo copió completo.";
    public override string ExpiredTitle(DateOnly day) => $"Este enlace venció el {Date(day)}";
    public override string ExpiredText => "No se firmó nada. Podemos enviar un enlace nuevo a la dirección de correo que la ciudad tiene de usted.";
    public override string SendNewLink => "Enviar un enlace nuevo";
    public override string NewLinkTitle => "Revise su correo";
    public override string NewLinkText => "Si el enlace era suyo, uno nuevo va en camino a la dirección que la ciudad tiene de usted. Puede tardar unos minutos.";
    public override string RevokedTitle => "Este enlace ya no se usa";
    public override string RevokedText => "No se firmó nada. Use el correo más reciente de la ciudad o comuníquese con recursos humanos.";
    public override string SupersededTitle(string version) => $"La versión {version} reemplazó a esta";
    public override string SupersededText => "No se firmó nada. La ciudad le envía un enlace a la versión nueva; use ese, o comuníquese con recursos humanos.";
    public override string SessionTitle => "Esta página estuvo abierta demasiado tiempo";
    public override string SessionText => "Abra de nuevo el enlace de su correo para continuar. Si usted ya firmó, le muestra su comprobante.";
    public override string TooManyTitle => "Demasiados intentos";
    public override string TooManyText => "Espere unos minutos e intente de nuevo.";
    public override string FaultTitle => "Algo falló de nuestro lado";
    public override string FaultText => "Intente de nuevo en unos minutos. Lo que usted ha firmado queda firmado.";
    public override string NothingSignedText => "No se firmó nada. Intente de nuevo en unos minutos.";
    public override string UnconfirmedTitle => "Todavía no pudimos confirmar su firma";
    public override string UnconfirmedText => "Puede que se haya registrado o no. Abra de nuevo el enlace de su correo en unos minutos: muestra su comprobante si usted firmó. Nada cuenta dos veces.";
    public override string BadRequestTitle => "No se pudo leer el formulario";
    public override string BadRequestText => "No se registró nada de él. Vuelva atrás, recargue la página e intente de nuevo.";
    public override string NotFoundTitle => "No existe esa página";
    public override string NotFoundText => "Compruebe la dirección o abra de nuevo el enlace de su correo.";
}
